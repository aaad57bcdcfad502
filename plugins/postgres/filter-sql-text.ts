import { NUMBER_TEXT, type Numeral } from '../../pipeline/filter/decimal.js';
import type { Limits } from '../../pipeline/filter/limits.js';
import { ADDRESS, MAPPED_PREFIX, type Network } from '../../pipeline/filter/network.js';
import { likePattern } from '../../pipeline/filter/pattern.js';
import type { ValueTest } from '../../pipeline/filter/tree.js';
import type { Parameters } from './filter-sql-parameters.js';

/**
 * A condition on a text that is not NULL. Casts stand in a CASE whose WHEN has proved that they succeed: PostgreSQL
 * may evaluate the sides of an AND in any order.
 *
 * @param text SQL, simple enough to be repeated
 */
export function textCondition(text: string, test: ValueTest, parameters: Parameters): string {
  switch (test.type) {
    case 'exists':
      return `(${text} <> '')`;
    case 'equals':
      return `(${text} = ${parameters.add(test.text, 'text')})`;
    case 'pattern':
      return `(${text} LIKE ${parameters.add(likePattern(test.pattern), 'text')})`;
    case 'regex':
      return `(${text} ~ ${parameters.add(test.regex.postgres, 'text')})`;
    case 'network':
      return networkCondition(text, test.network, parameters);
    case 'numbers':
      return `(CASE WHEN ${text} ~ '${NUMBER_TEXT}' THEN ${numbersWithin(text, test.limits, parameters)} ELSE FALSE END)`;
    case 'texts':
      return within(`${text} COLLATE "C"`, test.limits, (limit) => parameters.add(limit, 'text'));
  }
}

function networkCondition(text: string, network: Network, parameters: Parameters): string {
  const address = network.version === 4 ? `regexp_replace(${text}, '${MAPPED_PREFIX}', '')` : text;
  const value = parameters.add(network.text, 'text');
  const inside = `CASE WHEN ${text} ~ '${ADDRESS[network.version]}' THEN (${address})::inet <<= ${value}::inet ELSE FALSE END`;
  return `(${text} = ${value} OR ${inside})`;
}

function numbersWithin(text: string, limits: Limits<Numeral>, parameters: Parameters): string {
  return within(`(${text})::numeric`, limits, (limit) => parameters.add(limit.text, 'numeric'));
}

/** A value between its limits, in SQL or jsonpath; a side without a limit is not asked. */
export function within<Value>(
  value: string,
  { lower, upper }: Limits<Value>,
  write: (limit: Value) => string,
  and = 'AND',
): string {
  const conditions: string[] = [];
  if (lower !== undefined) conditions.push(`${value} ${lower.inclusive ? '>=' : '>'} ${write(lower.value)}`);
  if (upper !== undefined) conditions.push(`${value} ${upper.inclusive ? '<=' : '<'} ${write(upper.value)}`);
  return `(${conditions.join(` ${and} `)})`;
}
