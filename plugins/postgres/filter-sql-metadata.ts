import { NUMBER_TEXT } from '../../pipeline/filter/decimal.js';
import { metadataPaths } from '../../pipeline/filter/metadata-lookup.js';
import type { Pattern } from '../../pipeline/filter/pattern.js';
import type { ValueTest } from '../../pipeline/filter/tree.js';
import type { Parameters } from './filter-sql-parameters.js';
import { textCondition, within } from './filter-sql-text.js';

/*
 * Conditions on metadata are jsonpath where jsonpath can say them: `@?` is served by a GIN index with jsonb_path_ops,
 * takes arrays for their elements in lax mode, and does not fail. What it cannot say (patterns, networks, numbers in
 * text) is asked of the values one by one, after a jsonpath has found that there is something to ask.
 */

/** A condition on the values that a dotted name leads to in metadata. */
export function metadataCondition(name: string, test: ValueTest, parameters: Parameters): string {
  const conditions = metadataPaths(name).map((keys) => {
    const path = `$${keys.map((key) => `.${JSON.stringify(key)}`).join('')}`;
    return pathCondition(path, test, parameters);
  });
  return conditions.length === 1 ? conditions[0]! : `(${conditions.join(' OR ')})`;
}

function pathCondition(path: string, test: ValueTest, parameters: Parameters): string {
  const finds = (jsonpath: string) => `metadata @? ${parameters.add(jsonpath, 'jsonpath')}`;
  const has = (filter: string) => finds(`${path} ? ${filter}`);
  // Values one by one: an array right inside another would pass where some of its elements are above and others below.
  const hasOne = (type: string, filter: string) => finds(`${path}[*] ? (@.type() == "${type}" && ${filter})`);
  switch (test.type) {
    case 'exists':
      return `(${has('(@ != null)')})`;
    case 'equals':
      return `(${has(equality(test))})`;
    case 'texts':
      return `(${hasOne('string', within('@', test.limits, JSON.stringify, '&&'))})`;
    case 'numbers': {
      const inside = within('@', test.limits, ({ text }) => text, '&&');
      const text = `@ like_regex ${JSON.stringify(NUMBER_TEXT)}`;
      // Most rows have neither, which one look at them says.
      const either = finds(`${path}[*] ? ((@.type() == "number" && ${inside}) || ${text})`);
      return `(${either} AND (${hasOne('number', inside)} OR ${someText(path, 'string', test, parameters)}))`;
    }
    case 'network': // Every string is at or after the empty one, and nothing else is.
      return `(${has('(@ >= "")')} AND ${someText(path, 'string', test, parameters)})`;
    case 'pattern':
      return `(${finds(mayMatch(path, test.pattern))} AND ${someText(path, 'scalar', test, parameters)})`;
    case 'regex':
      return `(${has('(@ != null)')} AND ${someText(path, 'scalar', test, parameters)})`;
  }
}

function equality({ text, number }: Extract<ValueTest, { type: 'equals' }>): string {
  const constants = [JSON.stringify(text)];
  if (number !== undefined) constants.push(number.text);
  if (text === 'true' || text === 'false' || text === 'null') constants.push(text);
  return `(${constants.map((constant) => `@ == ${constant}`).join(' || ')})`;
}

/** What every value that matches fulfils: its longest part, or its beginning, is quickly looked for. */
function mayMatch(path: string, [first, ...rest]: Pattern): string {
  const longest = rest.reduce((a, b) => (b.length > a.length ? b : a), '');
  const text =
    first.length >= longest.length
      ? `@ starts with ${JSON.stringify(first)}`
      : `@ like_regex ${JSON.stringify(longest)} flag "q"`;
  return `${path}[*] ? (@.type() == "number" || @.type() == "boolean" || ${text})`;
}

const SCALAR_TYPES = { string: ['string'], scalar: ['string', 'number', 'boolean'] } as const;

/** Numbers are printed without exponent and trailing zeros, whatever way they were written. */
const TEXT_OF_VALUE = `CASE jsonb_typeof(value) WHEN 'number' THEN trim_scale((value #>> '{}')::numeric)::text ELSE value #>> '{}' END`;

/** Whether a value of these types that the path leads to passes the test, as text. */
function someText(
  path: string,
  types: keyof typeof SCALAR_TYPES,
  test: ValueTest,
  parameters: Parameters,
): string {
  const ofTypes = SCALAR_TYPES[types].map((type) => `@.type() == "${type}"`).join(' || ');
  const values = `jsonb_path_query(metadata, ${parameters.add(`${path}[*] ? (${ofTypes})`, 'jsonpath')})`;
  const texts = `SELECT ${TEXT_OF_VALUE} AS value FROM ${values} AS found(value)`;
  return `EXISTS (SELECT 1 FROM (${texts}) AS element WHERE ${textCondition('element.value', test, parameters)})`;
}
