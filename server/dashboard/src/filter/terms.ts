/** Terms of the filter language (docs/filters.md): how they are written, and how a filter's own are found and changed. */

const PLAIN = /^[\p{L}\p{N}_][\p{L}\p{N}_.@/-]*$/u;
const OPERATORS = new Set(['AND', 'OR', 'NOT', 'TO']);
const EVENT_FIELDS = new Set([
  ...['id', 'timestamp', 'received_at', 'level', 'source', 'application', 'message', 'metadata', 'format'],
  '_exists_',
]);
const METADATA = 'metadata.';

/** A value as it stands after `field:`, for exactly this text. */
export function writeValue(value: string): string {
  return PLAIN.test(value) && !OPERATORS.has(value) ? value : writePhrase(value);
}

/** Text in quotes. */
export function writePhrase(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** `metadata.status` is `status` in a filter, unless an event has a field of that name. */
export function filterName(field: string): string {
  if (!field.startsWith(METADATA)) return field;
  const name = field.slice(METADATA.length);
  return EVENT_FIELDS.has(name) ? field : name;
}

/** Whether a filter can name this field at all: the language knows no way to quote a name. */
export function isNameable(field: string): boolean {
  return /^[A-Za-z_@$\u00aa-\uffff][A-Za-z0-9_.@$/\u00aa-\uffff-]*$/.test(filterName(field));
}

/**
 * The pieces of a filter that must all hold, as they are written. A filter with an OR outside parentheses is one
 * piece, put into parentheses.
 */
export function splitTerms(filter: string): string[] {
  const words = splitWords(filter.trim());
  if (words.some((word) => word === 'OR' || word === '||')) return [`(${filter.trim()})`];
  const terms: string[] = [];
  let prefix = '';
  for (const word of words) {
    if (word === 'AND' || word === '&&') continue;
    prefix += word;
    if (word === 'NOT' || word === '!' || /(^|[^\\]):$|:(>|<)=?$/.test(word)) {
      prefix += ' ';
      continue;
    }
    terms.push(prefix);
    prefix = '';
  }
  if (prefix !== '') terms.push(prefix.trim());
  return terms;
}

/** Cuts at blanks that stand outside quotes, parentheses and ranges. */
function splitWords(text: string): string[] {
  const words: string[] = [];
  const closers: string[] = [];
  let start = -1;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (start < 0 && /\s/.test(character)) continue;
    if (start < 0) start = at;
    if (character === '\\') at += 1;
    else if (character === '"') at = endOfPhrase(text, at);
    else if (character === '(') closers.push(')');
    else if ((character === '[' || character === '{') && /:\s*$/.test(text.slice(start, at)))
      closers.push(']');
    else if (closers.length > 0 && closes(closers.at(-1)!, character)) closers.pop();
    else if (closers.length === 0 && /\s/.test(character)) {
      words.push(text.slice(start, at));
      start = -1;
    }
  }
  if (start >= 0) words.push(text.slice(start));
  return words;
}

function closes(closer: string, character: string): boolean {
  return character === closer || (closer === ']' && character === '}');
}

function endOfPhrase(text: string, quote: number): number {
  for (let at = quote + 1; at < text.length; at++) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at;
  }
  return text.length;
}

/** A term of the kind that facets write: one field, some values, as a whole taken or left out. */
interface FieldTerm {
  readonly name: string;
  readonly values: readonly string[];
  readonly negated: boolean;
}

const VALUE = String.raw`(?:"(?:[^"\\]|\\.)*"|[\p{L}\p{N}_][\p{L}\p{N}_.@/-]*)`;
const FIELD_TERM = new RegExp(
  String.raw`^(-?)([^\s:"()-][^\s:"()]*):(?:(${VALUE})|\((${VALUE}(?: OR ${VALUE})*)\))$`,
  'u',
);

function readFieldTerm(term: string): FieldTerm | undefined {
  const match = FIELD_TERM.exec(term);
  if (match === null) return undefined;
  const values = (match[3] ?? match[4]!).match(new RegExp(`${VALUE}(?=$| OR )`, 'gu'))!.map(readValue);
  return { name: match[2]!, values, negated: match[1] === '-' };
}

function readValue(written: string): string {
  return written.startsWith('"') ? written.slice(1, -1).replace(/\\([^A-Za-z0-9])/g, '$1') : written;
}

function writeFieldTerm({ name, values, negated }: FieldTerm): string {
  const written = values.map(writeValue);
  return `${negated ? '-' : ''}${name}:${written.length === 1 ? written[0] : `(${written.join(' OR ')})`}`;
}

export type Choice = 'include' | 'exclude';

/** What a filter says of a field in terms of the kind that facets write. */
export function choicesOf(filter: string, field: string): Map<string, Choice> {
  const choices = new Map<string, Choice>();
  for (const term of splitTerms(filter)) {
    const read = readFieldTerm(term);
    if (read?.name !== filterName(field)) continue;
    for (const value of read.values) choices.set(value, read.negated ? 'exclude' : 'include');
  }
  return choices;
}

/** Chooses a value of a field, or takes the choice back where it is made already. */
export function toggleChoice(filter: string, field: string, value: string, choice: Choice): string {
  const name = filterName(field);
  const terms = splitTerms(filter);
  const had = choicesOf(filter, field).get(value) === choice;
  const others = terms.flatMap((term) => withoutValue(term, name, value));
  if (had) return others.join(' ');
  const negated = choice === 'exclude';
  const place = others.findIndex((term) => {
    const read = readFieldTerm(term);
    return read?.name === name && read.negated === negated;
  });
  if (place < 0) return [...others, writeFieldTerm({ name, values: [value], negated })].join(' ');
  const present = readFieldTerm(others[place]!)!;
  others[place] = writeFieldTerm({ ...present, values: [...present.values, value] });
  return others.join(' ');
}

function withoutValue(term: string, name: string, value: string): string[] {
  const read = readFieldTerm(term);
  if (read?.name !== name || !read.values.includes(value)) return [term];
  const values = read.values.filter((one) => one !== value);
  return values.length === 0 ? [] : [writeFieldTerm({ ...read, values })];
}

/** The filter without what facets say of a field. */
export function withoutField(filter: string, field: string): string {
  return splitTerms(filter)
    .filter((term) => readFieldTerm(term)?.name !== filterName(field))
    .join(' ');
}
