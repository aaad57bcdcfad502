const QUOTE = 34;

/**
 * The fields of one record of delimited text (RFC 4180): a field in quotes may hold delimiters, line feeds and, doubled,
 * quotes; quotes within a field that does not begin with one are text like any other. Blanks are part of a field.
 *
 * @param delimiter one character
 * @param most fields to read at the most; the rest of the record is not looked at
 * @returns undefined when a quote is not closed, or something other than a delimiter follows one that is
 */
export function readDelimited(
  text: string,
  delimiter: string,
  most = Number.POSITIVE_INFINITY,
): string[] | undefined {
  const fields: string[] = [];
  let at = 0;
  while (fields.length < most) {
    const end = text.charCodeAt(at) === QUOTE ? quotedEnd(text, at) : fieldEnd(text, delimiter, at);
    if (end < 0) return undefined;
    fields.push(text.charCodeAt(at) === QUOTE ? unquoted(text, at, end) : text.slice(at, end));
    if (end === text.length) return fields;
    if (text[end] !== delimiter) return undefined;
    at = end + 1;
  }
  return fields;
}

function fieldEnd(text: string, delimiter: string, start: number): number {
  const end = text.indexOf(delimiter, start);
  return end < 0 ? text.length : end;
}

/** The offset behind the closing quote, -1 when there is none. */
function quotedEnd(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text.charCodeAt(at + 1) !== QUOTE) return at + 1;
  }
  return -1;
}

function unquoted(text: string, start: number, end: number): string {
  const inner = text.slice(start + 1, end - 1);
  return inner.includes('"') ? inner.replaceAll('""', '"') : inner;
}
