import { anyCaseSource, isAscii, likePattern, type Pattern } from '../../pipeline/filter/pattern.js';
import type { FilterTree, TimeRange } from '../../pipeline/filter/tree.js';
import { formatMicros } from '../../pipeline/time.js';
import { metadataCondition } from './filter-sql-metadata.js';
import { Parameters } from './filter-sql-parameters.js';
import { textCondition } from './filter-sql-text.js';

/**
 * The filter as a condition on `laf.logs`, for any FROM that has its columns under their own names.
 *
 * It is true or false, never NULL, given that no column is NULL; and it cannot fail, whatever the rows hold. What the
 * user wrote goes into `parameters` only.
 *
 * @param parameters what the query's `$1`, `$2`… are; the condition's own are added at its end
 */
export function filterToSql(tree: FilterTree, parameters: unknown[]): string {
  return condition(tree, new Parameters(parameters));
}

function condition(tree: FilterTree, parameters: Parameters): string {
  switch (tree.type) {
    case 'all':
      return 'TRUE';
    case 'and':
    case 'or': {
      const operands = tree.operands.map((operand) => condition(operand, parameters));
      return `(${operands.join(tree.type === 'and' ? ' AND ' : ' OR ')})`;
    }
    case 'not':
      return `(NOT ${condition(tree.operand, parameters)})`;
    case 'search':
      return searchCondition(tree.pattern, parameters);
    case 'level':
      return `(level = ANY(${parameters.add(tree.levels, 'text[]')}))`;
    case 'time':
      return timeCondition(tree, parameters);
    case 'id':
      return `(id BETWEEN ${parameters.add(`${tree.from}`, 'bigint')} AND ${parameters.add(`${tree.to}`, 'bigint')})`;
    case 'text':
      return textCondition(tree.field, tree.test, parameters);
    case 'metadata':
      return metadataCondition(tree.name, tree.test, parameters);
  }
}

function timeCondition({ field, from, before }: TimeRange, parameters: Parameters): string {
  const limits: string[] = [];
  if (from !== undefined) limits.push(`"${field}" >= ${parameters.add(formatMicros(from), 'timestamptz')}`);
  if (before !== undefined)
    limits.push(`"${field}" < ${parameters.add(formatMicros(before), 'timestamptz')}`);
  return limits.length === 0 ? 'TRUE' : `(${limits.join(' AND ')})`;
}

/**
 * ILIKE folds beyond ASCII as the database's locale does, in some not at all. So only ASCII is left to it, and other
 * words become a regular expression with the cases spelt out; a trigram index serves both.
 */
function searchCondition(pattern: Pattern, parameters: Parameters): string {
  if (pattern.every(isAscii)) return `(message ILIKE ${parameters.add(`%${likePattern(pattern)}%`, 'text')})`;
  return `(message ~ ${parameters.add(
    pattern
      .filter((part) => part !== '')
      .map(anyCaseSource)
      .join('.*'),
    'text',
  )})`;
}
