import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { namedPatterns } from '../patterns/named-patterns.js';
import { converted } from './support/captures.js';
import { type CompiledPattern, compilePattern } from './support/named-groups.js';

/** Lines with what Logstash's own patterns make of them; not part of the project. */
const PAIRS = new URL('../../../shared/corpora/pairs/logstash_patterns_core.ndjson', import.meta.url);
/** Of 290 cases 8 are not met: 5 ask an ECS pattern for older names, 3 want columns that have a tab within. */
const EXPECTED = 282;

interface Pair {
  format: string;
  raw: string;
  schema?: string;
  expected: Record<string, unknown> | null;
}

function flat(fields: Record<string, unknown>, prefix = ''): [string, unknown][] {
  return Object.entries(fields).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? flat(value as Record<string, unknown>, `${prefix}${name}.`)
      : [[prefix + name, value] as [string, unknown]],
  );
}

function patternOf({ format, schema }: Pair): CompiledPattern {
  const name = format === 'grok:302021' ? 'CISCOFW302020_302021' : format.slice('grok:'.length);
  const isWhole = /^(?:UNIXPATH|WINPATH|URIPATH|URN)$/.test(name);
  const named = namedPatterns(schema === 'grok-legacy' ? 'legacy' : 'v1');
  return compilePattern(isWhole ? `\\A%{${name}}\\z` : `%{${name}}`, named, 'oniguruma');
}

function isMet(pair: Pair): boolean {
  const { matcher, groups } = patternOf(pair);
  const match = matcher.match(pair.raw);
  if (match === null || pair.expected === null) return match === null && pair.expected === null;
  const found = new Map<string, unknown>([['@version', '1']]);
  for (const { index, field, conversion } of groups) {
    const text = match[index];
    if (typeof text === 'string' && text !== '') found.set(field, converted(text, conversion));
  }
  return flat(pair.expected).every(
    ([name, value]) => found.get(name) === value || (name === 'message' && value === pair.raw),
  );
}

it.skipIf(!existsSync(PAIRS))(
  'finds what Logstash finds',
  () => {
    const pairs = readFileSync(PAIRS, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Pair);
    expect(pairs.filter(isMet).length).toBeGreaterThanOrEqual(EXPECTED);
  },
  60_000,
);
