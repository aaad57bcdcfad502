import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as errors from './errors.js';

it('docs/api.md lists every error and no other', () => {
  const page = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');
  const listed = [...page.matchAll(/^\| `(LAF_\w+)` \| (\d+) /gm)].map(
    ([, code, status]) => `${code} ${status}`,
  );
  const known = Object.values(errors).map((Coded) => {
    const { code, statusCode } = new Coded();
    return `${code} ${statusCode}`;
  });
  expect(listed.sort()).toEqual(known.sort());
});
