import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeParser } from '../../test/conformance/parsers.js';
import { PARSER_DEFINITIONS } from '../../test/support/parsers.js';

for (const definition of PARSER_DEFINITIONS) describeParser(definition);

it('are all named in docs/formats.md', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/formats.md'), 'utf8');
  const names = PARSER_DEFINITIONS.map(({ name }) => name);
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  const listed = [...page.matchAll(/^\| \[.*$/gm)].flatMap(([row]) => [...row.matchAll(/`([^`]+)`/g)]);
  expect(listed.map(([, name]) => name).filter((name) => !names.includes(name!))).toEqual([]);
});
