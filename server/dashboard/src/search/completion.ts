import { LEVELS } from '../../../../pipeline/level.js';
import type { LogRecord } from '../api/types.js';
import { filterName, isNameable, writeValue } from '../filter/terms.js';

/** What stands at the caret and could be completed. */
export interface Place {
  /** Where the piece begins and ends that a suggestion replaces. */
  readonly from: number;
  readonly to: number;
  readonly typed: string;
  /** The field whose value it is; absent: the name of a field. */
  readonly field?: string;
}

export interface Suggestion {
  /** What is put in place of what was typed. */
  readonly text: string;
  readonly title: string;
  readonly detail: string;
}

const EVENT_FIELDS: readonly (readonly [name: string, detail: string])[] = [
  ['level', 'severity; also level:>=WARN'],
  ['source', 'host or service'],
  ['application', 'program'],
  ['message', 'the text'],
  ['format', 'parser that read it'],
  ['timestamp', 'when it happened; timestamp:>-15m'],
  ['received_at', 'when it arrived'],
  ['id', ''],
];
const MOST_SUGGESTIONS = 12;
const NAME_CHARACTERS = /[A-Za-z0-9_.@$/\u00aa-\uffff-]/;

/** @param caret offset in the text */
export function placeAt(text: string, caret: number): Place | undefined {
  let from = caret;
  while (from > 0 && !/[\s()]/.test(text[from - 1]!)) from -= 1;
  if (insideQuotes(text.slice(0, from))) return undefined;
  while (from < caret && /[-!+]/.test(text[from]!)) from += 1;
  let to = caret;
  while (to < text.length && !/[\s()]/.test(text[to]!)) to += 1;
  const piece = text.slice(from, caret);
  const colon = piece.search(/(?<!\\):/);
  if (colon > 0) {
    return {
      from: from + colon + 1,
      to,
      typed: piece.slice(colon + 1).replace(/^"/, ''),
      field: piece.slice(0, colon),
    };
  }
  const group = /([^\s()]+):\s*\([^()]*$/.exec(text.slice(0, from));
  if (group !== null && piece !== 'OR') return { from, to, typed: piece.replace(/^"/, ''), field: group[1]! };
  return [...piece].every((character) => NAME_CHARACTERS.test(character))
    ? { from, to, typed: piece }
    : undefined;
}

function insideQuotes(text: string): boolean {
  return (text.replace(/\\./g, '').match(/"/g)?.length ?? 0) % 2 === 1;
}

/** Names that begin as typed, then those that hold it. */
export function suggestFields(place: Place, seen: readonly string[]): Suggestion[] {
  const names = [...EVENT_FIELDS, ...seen.map((name) => [name, 'metadata'] as const)];
  return ranked(names, place.typed, ([name]) => name).map(([name, detail]) => ({
    text: `${name}:`,
    title: name,
    detail,
  }));
}

export interface FieldValue {
  readonly value: string;
  readonly count?: number;
}

export function suggestValues(place: Place, values: readonly FieldValue[]): Suggestion[] {
  return ranked(values, place.typed, ({ value }) => value).map(({ value, count }) => ({
    text: `${writeValue(value)} `,
    title: value,
    detail: count === undefined ? '' : String(count),
  }));
}

export const LEVEL_VALUES: readonly FieldValue[] = LEVELS.toReversed().map((value) => ({ value }));

function ranked<Item>(items: readonly Item[], typed: string, nameOf: (item: Item) => string): Item[] {
  const wanted = typed.toLowerCase();
  const rank = (item: Item) => {
    const name = nameOf(item).toLowerCase();
    return name.startsWith(wanted) ? 0 : name.includes(wanted) ? 1 : 2;
  };
  return items
    .filter((item) => rank(item) < 2 && nameOf(item) !== typed)
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, MOST_SUGGESTIONS);
}

const DEEPEST_NAME = 4;

/** Names of metadata as filters write them, the most frequent first. */
export function metadataNames(events: readonly LogRecord[]): string[] {
  const counts = new Map<string, number>();
  const walk = (value: object, prefix: string, depth: number) => {
    for (const [key, inner] of Object.entries(value)) {
      const name = prefix + key;
      if (typeof inner === 'object' && inner !== null && !Array.isArray(inner) && depth < DEEPEST_NAME) {
        walk(inner, `${name}.`, depth + 1);
      } else counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  };
  for (const { metadata } of events) walk(metadata, '', 1);
  return [...counts]
    .sort(([a, some], [b, others]) => others - some || (a < b ? -1 : 1))
    .map(([name]) => filterName(`metadata.${name}`))
    .filter((name) => isNameable(name));
}
