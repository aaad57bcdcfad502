import { ASSUMED_DAY } from '../../../../pipeline/assumed.js';
import type { LogEvent } from '../../../../pipeline/event.js';
import type { CLAIMED, Parser } from '../../../../pipeline/plugin.js';
import { AnyStampReader } from '../any-stamp.js';
import { AccessDraft } from './access-draft.js';
import { putColumn } from './w3c-columns.js';
import { columnsOf, type Directive, directiveOf, fieldsOf, kindOf, type W3cKind } from './w3c-lines.js';
import { cloudFrontColumns, httpErrorColumns, iisColumns } from './w3c-shapes.js';

const HASH = 35;
const DATE = /^(?:\d{4}-\d\d-\d\d|\d\d\/[A-Z][a-z]{2}\/\d{4})$/;
const CLOCK = /^\d\d:\d\d:\d\d(?:\.\d{1,9})?$/;
const DAY_MICROS = 86_400_000_000;
/** How records begin of which no columns are known: a look at it before the fields are taken apart. */
const OPENINGS: Readonly<Record<W3cKind, RegExp>> = {
  w3c: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (?:\S+ ){1,3}[A-Z][A-Z_-]{1,23} [/*]/,
  'iis-httperr': /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \S+ (?:\d+|-) \S+ (?:\d+|-) (?:HTTP|-)/,
  'aws-cloudfront': /^\d{4}-\d\d-\d\d\t/,
};
const SHAPES: Readonly<Record<W3cKind, (fields: readonly string[]) => readonly string[] | undefined>> = {
  w3c: iisColumns,
  'iis-httperr': httpErrorColumns,
  'aws-cloudfront': cloudFrontColumns,
};

/**
 * Reads the extended logs of the W3C. A `#Fields` line is noted for the records of its sender that follow; those of which
 * none is known are told by their shape.
 */
export class W3cReader implements Parser {
  readonly #draft = new AccessDraft();
  readonly #stamps = new AnyStampReader();

  constructor(readonly kind: W3cKind) {}

  parse(record: string, event: LogEvent): number {
    if (record.charCodeAt(0) === HASH) return this.#readDirective(record, event);
    const noted = event.chunk.columnsOf(event.index);
    const known = noted?.startsWith('#Fields:') && kindOf(noted) === this.kind ? columnsOf(noted) : undefined;
    if (known === undefined && !OPENINGS[this.kind].test(record)) return 0;
    const fields = this.kind === 'aws-cloudfront' ? record.split('\t') : fieldsOf(record);
    const columns = this.#columnsFor(fields, known);
    if (columns === undefined) return 0;
    return this.#fill(fields, columns, record, event);
  }

  /** Those of the directive when the record has as many; else those of its shape; else as far as the directive's go. */
  #columnsFor(
    fields: readonly string[],
    known: readonly string[] | undefined,
  ): readonly string[] | undefined {
    if (known !== undefined && fields.length === known.length && fits(fields, known)) return known;
    const shape = SHAPES[this.kind](fields);
    if (shape !== undefined) return fits(fields, shape) ? shape : undefined;
    if (known === undefined || known[0] !== 'date' || known[1] !== 'time') return undefined;
    return fields.length > 3 && fits(fields, known) ? known : undefined;
  }

  #fill(
    fields: readonly string[],
    columns: readonly string[],
    record: string,
    event: LogEvent,
  ): typeof CLAIMED {
    const draft = this.#draft.begin();
    this.#readTime(fields, columns, event);
    columns.forEach((column, index) => {
      if (index < fields.length) putColumn(draft, column, fields[index]!);
    });
    if (fields.length > columns.length) draft.text('extra', fields.slice(columns.length).join(' '));
    return draft.summary(summaryOf(fields, columns) || record).claimAccess(this.kind, event);
  }

  /** Times are GMT. A clock without a day is the latest one that fits the arrival. */
  #readTime(fields: readonly string[], columns: readonly string[], event: LogEvent): void {
    const clock = fields[columns.indexOf('time')];
    if (clock === undefined) return;
    const arrival = event.chunk.receivedAtMicros;
    const date = fields[columns.indexOf('date')];
    const stamp = `${date ?? new Date(arrival / 1000).toISOString().slice(0, 10)} ${clock}`;
    const micros = this.#stamps.read(stamp.replace(/ (?=\S+$)/, date?.includes('/') ? ':' : 'T'), 0, arrival);
    const real = this.#stamps.end < 0 ? Number.NaN : micros;
    if (date !== undefined) this.#draft.time(real, 0, stamp);
    else this.#draft.time(real > arrival + DAY_MICROS / 24 ? real - DAY_MICROS : real, ASSUMED_DAY, clock);
  }

  #readDirective(record: string, event: LogEvent): number {
    const directive = directiveOf(record);
    if (directive === undefined) return 0;
    const noted = event.chunk.columnsOf(event.index);
    const names = directive.name === 'Fields' || directive.name === 'Software';
    const kind = names ? kindOf(record) : kindOf(noted ?? '');
    if (kind !== this.kind) return 1;
    if (names) event.chunk.noteColumns(event.index, record);
    return this.#fillDirective(directive, record, event);
  }

  #fillDirective({ name, value }: Directive, record: string, event: LogEvent): typeof CLAIMED {
    const draft = this.#draft.begin().message(record);
    if (name.endsWith('Date')) {
      const micros = this.#stamps.read(value, 0, event.chunk.receivedAtMicros);
      if (this.#stamps.end === value.length) draft.time(micros, 0, value);
    }
    return draft.text(name.toLowerCase().replace('-', '_'), value).claim(this.kind, event);
  }
}

/** Whether the values can be those of the columns, as far as that can be told. */
function fits(fields: readonly string[], columns: readonly string[]): boolean {
  let sure = false;
  for (const [column, shape] of CHECKED) {
    const value = fields[columns.indexOf(column)];
    if (value === undefined) continue;
    if (!shape.test(value)) return false;
    sure = true;
  }
  return sure;
}

const CHECKED: readonly (readonly [string, RegExp])[] = [
  ['date', DATE],
  ['time', CLOCK],
  ['sc-status', /^(?:\d{1,3}|-|)$/],
];

/** `GET /path?query`, or why HTTP.sys refused. */
function summaryOf(fields: readonly string[], columns: readonly string[]): string {
  const textOf = (column: string) => {
    const value = fields[columns.indexOf(column)];
    return value === undefined || value === '-' ? '' : value;
  };
  const path = textOf('cs-uri-stem') || textOf('cs-uri');
  const query = textOf('cs-uri-query').replace(/^\?/, '');
  const target = query === '' ? path : `${path}?${query}`;
  return [textOf('cs-method'), target, textOf('s-reason')].filter((part) => part !== '').join(' ');
}
