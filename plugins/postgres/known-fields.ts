import { compareDecimals } from '../../pipeline/filter/decimal.js';
import { metadataPaths } from '../../pipeline/filter/metadata-lookup.js';
import { compileFilter } from '../../pipeline/filter/predicate.js';
import type { FilterTree } from '../../pipeline/filter/tree.js';

export type MetadataTree = Extract<FilterTree, { type: 'metadata' }>;

/** What is known of a field of a sealed partition (partition-values.ts). */
export interface KnownField {
  /** All its values with their events; undefined where they are too many. */
  readonly values: readonly (readonly [value: unknown, events: number])[] | undefined;
  /** The range of its numbers. */
  readonly least: string | null;
  readonly greatest: string | null;
  /** Whether it may have values of which neither `values` nor the range knows. */
  readonly unclear: boolean;
  /** All values are texts, and in the index on texts. */
  readonly texts: boolean;
}

/** By name; a name that is missing has no values in the partition. */
export type KnownFields = ReadonlyMap<string, KnownField>;

/** The names at the top of metadata that the filter's conditions lead to. */
export function fieldNames(tree: FilterTree): string[] {
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
export function isImpossible(tree: FilterTree, fields: KnownFields): boolean {
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

function neverMatches(tree: MetadataTree, name: string, field: KnownField | undefined): boolean {
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

/** The values that match. The filter's own predicate says which, so that both always agree. */
export function matchingValues(
  tree: MetadataTree,
  name: string,
  { values = [] }: KnownField,
): (readonly [unknown, number])[] {
  const matches = compileFilter(tree);
  return values.filter(([value]) => matches({ ...NOTHING, metadata: Object.fromEntries([[name, value]]) }));
}

const NOTHING = {
  ...{ id: '0', timestamp: '1970-01-01T00:00:00Z', received_at: '1970-01-01T00:00:00Z', level: 'INFO' },
  ...{ source: '', application: '', message: '', format: '' },
};
