import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import type { FilterTree } from '../../pipeline/filter/tree.js';
import { parseJson } from '../../pipeline/json-text.js';
import type { Micros } from '../../pipeline/time.js';
import { limitQueries } from './counting.js';
import { hintsFor, type IndexHint } from './index-hints.js';
import { fieldNames, isImpossible, type KnownField } from './known-fields.js';
import { timeText } from './windows.js';

/** A part of a window, and what rows that match have to fulfil in it besides the filter, for the sake of an index. */
export interface Segment {
  readonly from: Micros;
  readonly to: Micros;
  readonly hints: readonly IndexHint[];
}

interface FieldRow {
  starts: Micros;
  ends: Micros;
  events: number;
  field: string | null;
  values: string | null;
  least: string | null;
  greatest: string | null;
  unclear: boolean;
  texts: boolean;
}

const FIELDS = `
  SELECT (extract(epoch FROM starts) * 1000000)::float8 AS starts, (extract(epoch FROM ends) * 1000000)::float8 AS ends,
    greatest(reltuples, 1)::float8 AS events, field, values::text, least::text, greatest::text, unclear, texts
  FROM laf.partitions JOIN pg_class ON pg_class.oid = to_regclass('laf.' || name)
    LEFT JOIN laf.partition_values ON partition = name AND field = ANY ($3::text[])
  WHERE known = 'made' AND ends > $1 AND starts < $2 ORDER BY starts`;

/**
 * The parts of a window in which the filter can match at all, oldest first, by what is known of the values of sealed
 * partitions (partition-values.ts). Has to be asked in the snapshot of the search.
 */
export async function segmentsOf(
  client: pg.ClientBase,
  tree: FilterTree,
  from: Micros,
  to: Micros,
): Promise<Segment[]> {
  const names = [...new Set(fieldNames(tree))];
  if (names.length === 0) return [{ from, to, hints: [] }];
  await limitQueries(client);
  const { rows } = await client.query<FieldRow>(FIELDS, [timeText(from), timeText(to), names]);
  const segments: Segment[] = [];
  let reached = from;
  const add = (end: Micros, hints: readonly IndexHint[]) => {
    const last = segments.at(-1);
    if (reached >= end) return;
    const joins = last !== undefined && last.to === reached && isDeepStrictEqual(last.hints, hints);
    if (joins) segments.pop();
    segments.push({ from: joins ? last.from : reached, to: end, hints });
  };
  for (const { starts, ends, events, fields } of partitionsOf(rows)) {
    add(Math.min(starts, to), []);
    reached = Math.max(reached, starts);
    const end = Math.min(ends, to);
    if (!isImpossible(tree, fields)) add(end, hintsFor(tree, fields, events));
    reached = Math.max(reached, end);
  }
  add(to, []);
  return segments;
}

interface Partition {
  readonly starts: Micros;
  readonly ends: Micros;
  readonly events: number;
  readonly fields: Map<string, KnownField>;
}

function partitionsOf(rows: readonly FieldRow[]): Iterable<Partition> {
  const partitions = new Map<Micros, Partition>();
  for (const { starts, ends, events, field, values, ...range } of rows) {
    const partition = partitions.get(starts) ?? { starts, ends, events, fields: new Map() };
    partitions.set(starts, partition);
    if (field === null) continue;
    const known = values === null ? undefined : (parseJson(values) as [unknown, number][]);
    partition.fields.set(field, { ...range, values: known });
  }
  return partitions.values();
}
