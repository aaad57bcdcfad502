import type { LogEvent } from '../../../pipeline/event.js';
import type { Parser } from '../../../pipeline/plugin.js';
import { AnyStampReader } from './any-stamp.js';
import { readDelimited } from './delimited.js';
import { readLevel, readTime } from './field-values.js';
import { GENERAL_RULES } from './json/fields.js';
import {
  APPLICATION,
  type FieldRole,
  LEVEL,
  MESSAGE,
  METADATA,
  type Rule,
  SOURCE,
  TIMESTAMP,
} from './json/rules.js';
import { RecordDraft } from './record-draft.js';

const CONTENT_TYPE = /^text\/(?:csv|tab-separated-values)\b/i;
/** In this order: a comma is in more texts than a tab. */
const DELIMITERS = ['\t', ',', ';', '|'];
const MOST_COLUMNS = 1_024;
const LONGEST_HEADING = 1_024;
/** Names of columns and nothing else. */
const HEADING = /^"?[@\w][\w.@ -]*"?(?:[,;|\t]"?[\w.@ -]*"?)+\r?$/;

interface Column {
  readonly name: string;
  readonly rule: Rule | undefined;
}

interface Header {
  readonly delimiter: string;
  readonly columns: readonly Column[];
  readonly byRole: ReadonlyMap<FieldRole, readonly number[]>;
  /** Column of the day where `time` is a clock alone; -1 for none. */
  readonly date: number;
}

/**
 * Records whose columns are known by name: from the first record of what is sent as text/csv, or from the source that
 * follows a file of them. Without names any line with a comma would be CSV, so nothing else is claimed.
 */
export class CsvReader implements Parser {
  readonly #stamps = new AnyStampReader();
  readonly #draft = new RecordDraft();
  #line = '';
  #header: Header | undefined;

  parse(record: string, event: LogEvent): number {
    const line = event.chunk.columnsOf(event.index);
    if (line === undefined) return this.#parseUnnamed(record, event);
    const header = this.#headerOf(line);
    if (header === undefined || record === '') return 0;
    const values = readDelimited(record, header.delimiter, MOST_COLUMNS);
    if (values === undefined || (values.length === 1 && header.columns.length > 1)) return 0;
    if (record === line) return this.#draft.begin().message(record).claim('csv', event);
    return this.#claim(header, values, event);
  }

  #parseUnnamed(record: string, event: LogEvent): number {
    const { contentType } = event.chunk;
    if (contentType === undefined || !CONTENT_TYPE.test(contentType)) return this.#parsePair(record, event);
    // The first record of a chunk that says it is CSV names the columns.
    if (event.index !== 0 || this.#headerOf(record) === undefined) return 0;
    event.chunk.noteColumns(event.index, record);
    return this.#draft.begin().message(record).claim('csv', event);
  }

  /** A heading that names a time and something else that is known, and one row below it, as somebody may paste them. */
  #parsePair(record: string, event: LogEvent): number {
    const end = record.indexOf('\n');
    if (end < 0 || end > LONGEST_HEADING || !HEADING.test(record.slice(0, end))) return 0;
    const header = this.#headerOf(record.slice(0, end).replace(/\r$/, ''));
    if (header === undefined || !header.byRole.has(TIMESTAMP) || header.byRole.size < 2) return 0;
    const values = readDelimited(record.slice(end + 1), header.delimiter, MOST_COLUMNS);
    // A line feed in a field without quotes is another row.
    if (values?.length !== header.columns.length || record.slice(end + 1).split('\n').length > 1)
      return end + 1;
    return this.#claim(header, values, event);
  }

  /** Undefined for a line that names no columns, and for those of other formats (`#Fields: …`). */
  #headerOf(line: string): Header | undefined {
    if (line !== this.#line) {
      this.#line = line;
      this.#header = readHeader(line);
    }
    return this.#header;
  }

  #claim(header: Header, values: readonly string[], event: LogEvent): number {
    const draft = this.#draft.begin();
    const taken = new Set<number>();
    this.#takeTime(header, values, taken, event);
    take(header, values, LEVEL, taken, (value) => readLevel(value) !== undefined && this.#setLevel(value));
    take(header, values, SOURCE, taken, (value) => draft.source(value) !== undefined);
    take(header, values, APPLICATION, taken, (value) => draft.application(value) !== undefined);
    take(header, values, MESSAGE, taken, (value) => draft.message(value) !== undefined);
    values.forEach((value, index) => {
      if (!taken.has(index)) fillValue(draft, header.columns[index]?.name ?? 'extra', value);
    });
    return draft.claim('csv', event);
  }

  #setLevel(value: string): boolean {
    if (/^\d/.test(value)) this.#draft.level(readLevel(value)).number('original_level', value);
    else this.#draft.levelWord(value);
    return true;
  }

  #takeTime(header: Header, values: readonly string[], taken: Set<number>, event: LogEvent): void {
    take(header, values, TIMESTAMP, taken, (value) => {
      const day = values[header.date] ?? '';
      if (day === '' || !this.#setTime(`${day} ${value}`, event)) return this.#setTime(value, event);
      taken.add(header.date);
      return true;
    });
  }

  #setTime(value: string, event: LogEvent): boolean {
    const micros = this.#stamps.read(value, 0, event.timestampMicros);
    const whole = this.#stamps.end === value.length ? micros : readTime(value);
    if (Number.isNaN(whole)) return false;
    this.#draft.time(whole, this.#stamps.end === value.length ? this.#stamps.assumed : 0, value);
    return true;
  }
}

function readHeader(line: string): Header | undefined {
  if (line.startsWith('#')) return undefined;
  const delimiter = DELIMITERS.find((character) => line.includes(character)) ?? ',';
  const names = readDelimited(line, delimiter, MOST_COLUMNS)?.map((name) =>
    name.trim().replace(/^\ufeff/, ''),
  );
  if (names === undefined || names.every((name) => name === '')) return undefined;
  const columns = names.map((name, index) => ({
    name: name === '' ? `column_${index + 1}` : name,
    rule: GENERAL_RULES.get(name) ?? GENERAL_RULES.get(name.toLowerCase()),
  }));
  return {
    delimiter,
    columns,
    byRole: columnsByRole(columns),
    date: names.findIndex((name) => name.toLowerCase() === 'date'),
  };
}

/** Gives the values of a role's columns, best name first, until one is of use. */
function take(
  header: Header,
  values: readonly string[],
  role: FieldRole,
  taken: Set<number>,
  use: (value: string) => boolean,
): void {
  for (const index of header.byRole.get(role) ?? []) {
    const value = values[index] ?? '';
    if (value === '' || value === '-' || !use(value)) continue;
    taken.add(index);
    return;
  }
}

/** The columns of each role, best name first. */
function columnsByRole(columns: readonly Column[]): Header['byRole'] {
  const byRole = new Map<FieldRole, number[]>();
  const ranked = columns
    .map(({ rule }, index) => ({ rule, index }))
    .sort((a, b) => (a.rule?.rank ?? 0) - (b.rule?.rank ?? 0));
  for (const { rule, index } of ranked) {
    if (rule?.role !== undefined && rule.role !== METADATA) {
      byRole.set(rule.role, [...(byRole.get(rule.role) ?? []), index]);
    }
  }
  return byRole;
}

function fillValue(draft: RecordDraft, name: string, value: string): void {
  if (value === 'true' || value === 'false') draft.json(name, value);
  else draft.number(name, value);
}
