/** Texts with a wildcard, which stands for any characters or none, between each two; one text has no wildcard. */
export type Pattern = readonly [string, ...string[]];

export type TextTest = (text: string) => boolean;

/** Whether a whole text is as the pattern says, case for case. Takes time linear in the text for each part. */
export function matchesWhole(pattern: Pattern): TextTest {
  const [first, ...rest] = pattern;
  const last = rest.pop();
  if (last === undefined) return (text) => text === first;
  return (text) => {
    if (!text.startsWith(first)) return false;
    let at = first.length;
    for (const part of rest) {
      const found = text.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return text.length - last.length >= at && text.endsWith(last);
  };
}

/** Whether a text contains the pattern, in any case. */
export function containsAnyCase(pattern: Pattern): TextTest {
  const parts = pattern.filter((part) => part !== '').map((part) => new RegExp(anyCaseSource(part), 'gu'));
  if (parts.length === 1) {
    const only = new RegExp(parts[0]!.source, 'u');
    return (text) => only.test(text);
  }
  return (text) => {
    let at = 0;
    for (const part of parts) {
      part.lastIndex = at;
      if (!part.test(text)) return false;
      at = part.lastIndex;
    }
    return true;
  };
}

const SPECIAL = /[\\^$.*+?()[\]{}|/]/;

/**
 * A regular expression for the text in any case that JavaScript (flag u) and PostgreSQL read alike, whatever the
 * database's locale: each letter is spelt as the set of its cases.
 */
export function anyCaseSource(text: string): string {
  let source = '';
  for (const character of text) {
    const cases = casesOf(character);
    if (cases.length > 1) source += `[${cases.join('')}]`;
    else source += SPECIAL.test(character) ? `\\${character}` : character;
  }
  return source;
}

function casesOf(character: string): string[] {
  const upper = character.toUpperCase();
  const cases = new Set([character, character.toLowerCase(), upper, upper.toLowerCase()]);
  return [...cases].filter((one) => one.length === character.length);
}

/** `ß` and the like, whose other case is longer, stand for themselves. */
export function isAscii(text: string): boolean {
  return /^[\x00-\x7f]*$/.test(text);
}

/** The pattern for PostgreSQL's LIKE. */
export function likePattern(pattern: Pattern): string {
  return pattern.map((part) => part.replace(/[\\%_]/g, '\\$&')).join('%');
}
