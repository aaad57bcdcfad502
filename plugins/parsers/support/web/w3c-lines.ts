/*
 * The lines of an extended log: directives, and records whose columns the directive `#Fields` names
 * (https://www.w3.org/TR/WD-logfile.html).
 */

export type W3cKind = 'w3c' | 'iis-httperr' | 'aws-cloudfront';

const DIRECTIVE = /^#(Version|Fields|Software|Date|Start-Date|End-Date|Remark|GMT-Offset):[ \t]*(.*)$/s;
const FIELD = /"((?:[^"]|"")*)"(?=[ \t]|$)|[^ \t]+/g;
const FIELDS = '#Fields:';

export interface Directive {
  readonly name: string;
  readonly value: string;
}

export function directiveOf(record: string): Directive | undefined {
  const match = DIRECTIVE.exec(record);
  return match === null ? undefined : { name: match[1]!, value: match[2]! };
}

/** Whose log it is, by its `#Fields` or, before that came, its `#Software`. */
export function kindOf(directive: string): W3cKind {
  if (directive.includes('x-edge-location')) return 'aws-cloudfront';
  return directive.includes('s-reason') || directive.includes('Microsoft HTTP API') ? 'iis-httperr' : 'w3c';
}

let lastLine = '';
let lastColumns: readonly string[] | undefined;

/** The columns that a directive names; undefined when it is another directive. */
export function columnsOf(directive: string): readonly string[] | undefined {
  if (directive === lastLine) return lastColumns;
  lastLine = directive;
  lastColumns = directive.startsWith(FIELDS) ? fieldsOf(directive.slice(FIELDS.length)) : undefined;
  return lastColumns;
}

/** What stands between blanks or tabs; a text in quotes is one, a quote in it is doubled. */
export function fieldsOf(text: string): string[] {
  const fields: string[] = [];
  for (const [field, quoted] of text.matchAll(FIELD)) {
    fields.push(quoted === undefined ? field : quoted.replaceAll('""', '"'));
  }
  return fields;
}
