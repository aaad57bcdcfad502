import type pg from 'pg';
import { compareDecimals } from '../../pipeline/filter/decimal.js';
import { metadataPaths } from '../../pipeline/filter/metadata-lookup.js';
import { compileFilter } from '../../pipeline/filter/predicate.js';
import type { FilterTree } from '../../pipeline/filter/tree.js';
import { parseJson, stringifyJson } from '../../pipeline/json-text.js';
import type { Micros } from '../../pipeline/time.js';
import { limitQueries } from './counting.js';
import { timeText } from './windows.js';

type MetadataTree = Extract<FilterTree, { type: 'metadata' }>;

/** What is known of a field of a partition: all its values with their events, or the range of its numbers. */
interface Field {
  readonly values: readonly (readonly [value: unknown, events: number])[] | undefined;
  readonly least: string | null;
  readonly greatest: string | null;
  readonly unclear: boolean;
}

/** By name; a name that is missing has no values in the partition. */
type Fields = ReadonlyMap<string, Field>;

/** A part of a window, and what rows that match have to fulfil in it besides the filter, for the sake of an index. */
export interface Segment {
  readonly from: Micros;
  readonly to: Micros;
  readonly paths: readonly string[];
}

/** Values that one jsonpath names. */
const MOST_NAMED = 100;
/** Where more of the rows have one of them, the index is no help. */
const MOST_SHARE = 0.05;

interface FieldRow {
  starts: Micros;
  ends: Micros;
  events: number;
  field: string | null;
  values: string | null;
  least: string | null;
  greatest: string | null;
  unclear: boolean;
}

const FIELDS = `
  SELECT (extract(epoch FROM starts) * 1000000)::float8 AS starts, (extract(epoch FROM ends) * 1000000)::float8 AS ends,
    greatest(reltuples, 1)::float8 AS events, field, values::text, least::text, greatest::text, unclear
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
  if (names.length === 0) return [{ from, to, paths: [] }];
  await limitQueries(client);
  const { rows } = await client.query<FieldRow>(FIELDS, [timeText(from), timeText(to), names]);
  const segments: Segment[] = [];
  let reached = from;
  const add = (end: Micros, paths: readonly string[]) => {
    const last = segments.at(-1);
    if (reached >= end) return;
    const joins = last !== undefined && last.to === reached && String(last.paths) === String(paths);
    if (joins) segments.pop();
    segments.push({ from: joins ? last.from : reached, to: end, paths });
  };
  for (const { starts, ends, events, fields } of partitionsOf(rows)) {
    add(Math.min(starts, to), []);
    reached = Math.max(reached, starts);
    const end = Math.min(ends, to);
    if (!isImpossible(tree, fields)) add(end, pathsFor(tree, fields, events));
    reached = Math.max(reached, end);
  }
  add(to, []);
  return segments;
}

interface Partition {
  readonly starts: Micros;
  readonly ends: Micros;
  readonly events: number;
  readonly fields: Map<string, Field>;
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

/** The names at the top of metadata that the filter's conditions lead to. */
function fieldNames(tree: FilterTree): string[] {
  switch (tree.type) {
    case 'and':
    case 'or':
      return tree.operands.flatMap(fieldNames);
    case 'metadata':
      return metadataPaths(tree.name).map(([first]) => first!);
    default:
      return [];
  }
}

/** Whether no event of the partition can match. */
function isImpossible(tree: FilterTree, fields: Fields): boolean {
  switch (tree.type) {
    case 'and':
      return tree.operands.some((operand) => isImpossible(operand, fields));
    case 'or':
      return tree.operands.every((operand) => isImpossible(operand, fields));
    case 'metadata':
      return metadataPaths(tree.name).every(([first]) => neverMatches(tree, first!, fields.get(first!)));
    default:
      return false;
  }
}

function neverMatches(tree: MetadataTree, name: string, field: Field | undefined): boolean {
  if (field === undefined) return true;
  if (field.values !== undefined) return matchingValues(tree, name, field).length === 0;
  if (tree.test.type !== 'numbers' || field.unclear || tree.name !== name) return false;
  if (field.least === null || field.greatest === null) return true;
  const { lower, upper } = tree.test.limits;
  return (
    (lower !== undefined && compareDecimals(field.greatest, lower.value.text) < 0) ||
    (upper !== undefined && compareDecimals(field.least, upper.value.text) > 0)
  );
}

/** The filter's own predicate says which, so that both always agree. */
function matchingValues(
  tree: MetadataTree,
  name: string,
  { values = [] }: Field,
): (readonly [unknown, number])[] {
  const matches = compileFilter(tree);
  return values.filter(([value]) => matches({ ...NOTHING, metadata: Object.fromEntries([[name, value]]) }));
}

const NOTHING = {
  ...{ id: '0', timestamp: '1970-01-01T00:00:00Z', received_at: '1970-01-01T00:00:00Z', level: 'INFO' },
  ...{ source: '', application: '', message: '', format: '' },
};

/** jsonpaths that every row that matches fulfils and that the index on metadata serves, where it is worth it. */
function pathsFor(tree: FilterTree, fields: Fields, events: number): string[] {
  const conditions = tree.type === 'and' ? tree.operands : [tree];
  return conditions.flatMap((condition) => {
    if (condition.type !== 'metadata' || condition.test.type === 'equals') return [];
    const [path, ...others] = metadataPaths(condition.name);
    const field = fields.get(path![0]!);
    if (others.length > 0 || field?.values === undefined) return [];
    return equalToOne(path![0]!, matchingValues(condition, path![0]!, field), events) ?? [];
  });
}

function equalToOne(
  name: string,
  values: readonly (readonly [unknown, number])[],
  events: number,
): string | undefined {
  const share = values.reduce((sum, [, count]) => sum + count, 0) / events;
  const texts = values.map(([value]) => stringifyJson(value));
  const useful =
    share <= MOST_SHARE && values.length <= MOST_NAMED && texts.every((text) => !/^[[{]/.test(text));
  if (!useful) return undefined;
  return `$.${JSON.stringify(name)} ? (${texts.map((text) => `@ == ${text}`).join(' || ')})`;
}
