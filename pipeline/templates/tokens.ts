/*
 * A message as Drain sees it: words, and what separates them. Words with a digit in them vary from event to event
 * (numbers, times, addresses, ids), so they are wildcards from the beginning.
 */

export const WILDCARD = '<*>';

/** What is behind the first line is a stack trace or a dump, and what is behind so many characters tells nothing new. */
const LONGEST = 1024;

const SEPARATORS = ' \t\r\n\v\f=:,;"\'()[]{}<>|';
const NEWLINE = 0x0a;

const WORD = 0;
const DIGIT = 1;
const SEPARATOR = 2;
/** Kinds of the ASCII characters; all others belong to words. */
const KINDS = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (SEPARATORS.includes(character)) return SEPARATOR;
  return character >= '0' && character <= '9' ? DIGIT : WORD;
});

const SET = SEPARATORS.replace(/[\]\\^-]/g, '\\$&');
const TOKEN = new RegExp(`<\\*>|[^${SET}]+|(?:(?!<\\*>)[${SET}])+`, 'g');

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const OTHER_PRIME = 0x85ebca6b;
const TWO_21 = 2 ** 21;

/**
 * A number of 53 bits that two messages share when they have the same words, wildcards and separators: one pass over
 * the characters, because every event needs it.
 */
export function shapeOf(message: string): number {
  const end = Math.min(message.length, LONGEST);
  let [one, other, word, varies] = [FNV_OFFSET, FNV_OFFSET, FNV_OFFSET, 0];
  for (let i = 0; i < end; i++) {
    const code = message.charCodeAt(i);
    const kind = code < 128 ? KINDS[code]! : WORD;
    if (kind !== SEPARATOR) {
      word = Math.imul(word ^ code, FNV_PRIME);
      varies |= kind;
      continue;
    }
    if (code === NEWLINE) break;
    if (varies !== 0) word = DIGIT;
    one = Math.imul(one ^ word ^ code, FNV_PRIME);
    other = Math.imul(other + word, OTHER_PRIME) ^ code;
    word = FNV_OFFSET;
    varies = 0;
  }
  if (varies !== 0) word = DIGIT;
  one = Math.imul(one ^ word, FNV_PRIME);
  other = Math.imul(other + word, OTHER_PRIME);
  return (one >>> 0) * TWO_21 + (other >>> 11);
}

/** The words and separators of a message's first line, or of a template, in order. */
export function tokensOf(text: string): string[] {
  const newline = text.indexOf('\n');
  const end = Math.min(newline === -1 ? text.length : newline, LONGEST);
  return (text.slice(0, end).match(TOKEN) ?? []).map((token) => (/\d/.test(token) ? WILDCARD : token));
}

/** Whether a token is a word or a wildcard, and not what separates them. */
export function isWord(token: string): boolean {
  return token === WILDCARD || !SEPARATORS.includes(token[0]!);
}
