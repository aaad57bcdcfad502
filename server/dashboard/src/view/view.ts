import { LEVELS, type Level } from '../../../../pipeline/level.js';
import { type Column, NARROWEST, WIDEST } from './columns.js';

/** All that decides what is to be seen. The address holds it, so that a link shows the same. */
export interface View {
  readonly page: Page;
  /** In the filter language. */
  readonly filter: string;
  /** RFC 3339 or a duration back from now (`-15m`); '' for no bound. */
  readonly from: string;
  readonly to: string;
  /** Whether new logs come by themselves. */
  readonly live: boolean;
  readonly hidden: readonly Level[];
  readonly newest: 'top' | 'bottom';
  readonly columns: readonly Column[];
  readonly wrap: boolean;
  /** Whether metadata follow the message in the list. */
  readonly fields: boolean;
  readonly clock: Clock;
  readonly facets: readonly string[];
  /** Of the patterns: the most frequent first, or those that came up last. */
  readonly sort: 'count' | 'new';
  /** Id of the log whose details are open; ''. */
  readonly open: string;
}

export type Page = (typeof PAGES)[number];
export type Clock = (typeof CLOCKS)[number];

export const PAGES = ['logs', 'patterns', 'dead-letters', 'pipeline'] as const;
export const CLOCKS = ['local', 'utc', 'relative'] as const;

export const FIRST_VIEW: View = {
  page: 'logs',
  filter: '',
  from: '-1h',
  to: '',
  live: true,
  hidden: [],
  newest: 'top',
  columns: [
    { field: 'timestamp' },
    { field: 'level' },
    { field: 'source' },
    { field: 'application' },
    { field: 'message' },
  ],
  wrap: false,
  fields: true,
  clock: 'local',
  facets: ['level', 'source', 'application', 'format'],
  sort: 'count',
  open: '',
};

/** How one part of the view stands in the address. */
interface Part<Value> {
  write(value: Value): string;
  /** Undefined where the text says nothing sensible; then the first view's part stands. */
  read(text: string): Value | undefined;
}

const text: Part<string> = { write: (value) => value, read: (value) => value };

const yes: Part<boolean> = {
  write: (value) => (value ? '1' : '0'),
  read: (value) => (value === '1' ? true : value === '0' ? false : undefined),
};

function oneOf<const Word extends string>(...words: readonly Word[]): Part<Word> {
  return { write: (value) => value, read: (value) => words.find((word) => word === value) };
}

function listOf<Item>(item: Part<Item>): Part<readonly Item[]> {
  return {
    write: (items) => items.map((one) => item.write(one)).join(','),
    read: (value) => {
      const items = value === '' ? [] : value.split(',').map((one) => item.read(one));
      return items.every((one) => one !== undefined) ? (items as Item[]) : undefined;
    },
  };
}

/** Names hold anything; a comma and a colon mean something here. */
const name: Part<string> = {
  write: (value) => value.replaceAll('%', '%25').replaceAll(',', '%2C').replaceAll(':', '%3A'),
  read: (value) => value.replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%25', '%') || undefined,
};

const column: Part<Column> = {
  write: ({ field, width }) => name.write(field) + (width === undefined ? '' : `:${width}`),
  read: (value) => {
    const match = /^([^:]+)(?::(\d{1,4}))?$/.exec(value);
    const field = match === null ? undefined : name.read(match[1]!);
    if (field === undefined) return undefined;
    if (match![2] === undefined) return { field };
    return { field, width: Math.min(WIDEST, Math.max(NARROWEST, Number(match![2]))) };
  },
};

const columns = listOf(column);

const PARTS: { readonly [Key in keyof View]: Part<View[Key]> } = {
  page: oneOf(...PAGES),
  filter: text,
  from: text,
  to: text,
  live: yes,
  hidden: listOf(oneOf(...LEVELS)),
  newest: oneOf('top', 'bottom'),
  columns: { write: columns.write, read: (value) => (value === '' ? undefined : columns.read(value)) },
  wrap: yes,
  fields: yes,
  clock: oneOf(...CLOCKS),
  facets: listOf(name),
  sort: oneOf('count', 'new'),
  open: text,
};

const KEYS = Object.keys(PARTS) as (keyof View)[];

/** The query of the address, without `?`: what differs from the first view. */
export function writeView(view: View): string {
  const query = new URLSearchParams();
  for (const key of KEYS) {
    const written = writePart(view, key);
    if (written !== writePart(FIRST_VIEW, key)) query.set(key, written);
  }
  return query.toString();
}

/** Any text is some view: what cannot be read is as in the first view. */
export function readView(query: string): View {
  const given = new URLSearchParams(query);
  const view: Record<string, unknown> = { ...FIRST_VIEW };
  for (const key of KEYS) {
    const written = given.get(key);
    const read = written === null ? undefined : PARTS[key].read(written);
    if (read !== undefined) view[key] = read;
  }
  return view as unknown as View;
}

function writePart<Key extends keyof View>(view: View, key: Key): string {
  return PARTS[key].write(view[key]);
}
