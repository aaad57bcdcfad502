import { metadataPaths } from '../../pipeline/filter/metadata-lookup.js';
import type { FilterTree, ValueTest } from '../../pipeline/filter/tree.js';
import { stringifyJson } from '../../pipeline/json-text.js';
import type { Parameters } from './filter-sql-parameters.js';
import { textCondition } from './filter-sql-text.js';
import { type KnownField, type KnownFields, matchingValues } from './known-fields.js';
import { textOf } from './text-indexes.js';

/** What every row of a sealed partition that matches fulfils, and an index serves. */
export type IndexHint =
  | { readonly type: 'jsonpath'; readonly path: string }
  | { readonly type: 'text'; readonly field: string; readonly test: TextTest };

type TextTest = Extract<ValueTest, { type: 'pattern' | 'regex' }>;

/** Values that one jsonpath names. */
const MOST_NAMED = 100;
/** Where more of the rows have one of them, the index is no help. */
const MOST_SHARE = 0.05;

/** @param events rows of the partition */
export function hintsFor(tree: FilterTree, fields: KnownFields, events: number): IndexHint[] {
  const conditions = tree.type === 'and' ? tree.operands : [tree];
  return conditions.flatMap((condition) => {
    if (condition.type !== 'metadata') return [];
    const [path, ...others] = metadataPaths(condition.name);
    const name = path![0]!;
    const field = fields.get(name);
    if (others.length > 0 || field === undefined) return [];
    const { test } = condition;
    if (field.texts && (test.type === 'pattern' || test.type === 'regex')) {
      return [{ type: 'text', field: name, test }];
    }
    // Equality is served as it stands.
    if (field.values === undefined || test.type === 'equals') return [];
    return equalToOne(name, matchingValues(condition, name, field), events);
  });
}

function equalToOne(name: string, values: NonNullable<KnownField['values']>, events: number): IndexHint[] {
  const share = values.reduce((sum, [, count]) => sum + count, 0) / events;
  const texts = values.map(([value]) => stringifyJson(value));
  const useful =
    share <= MOST_SHARE && values.length <= MOST_NAMED && texts.every((text) => !/^[[{]/.test(text));
  if (!useful) return [];
  const equal = texts.map((text) => `@ == ${text}`).join(' || ');
  return [{ type: 'jsonpath', path: `$.${JSON.stringify(name)} ? (${equal})` }];
}

/** A condition, letter for letter as the index has its expression. */
export function hintToSql(hint: IndexHint, parameters: Parameters): string {
  if (hint.type === 'text') return textCondition(textOf(hint.field), hint.test, parameters);
  return `metadata @? ${parameters.add(hint.path, 'jsonpath')}`;
}
