import { mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EnvironmentError } from '../../pipeline/errors.js';
import { continues, placeAt } from './place.js';
import { mayBeRotated } from './rotation.js';
import { ShipState } from './state.js';
import { lockState } from './state-lock.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'laf-ship-state-'));
});

afterEach(() => rm(folder, { recursive: true }));

const FILE = { file: '1:2', path: '/a.log', offset: 3, fingerprint: 'f', fingerprintBytes: 3, tail: 't' };

describe('the positions', () => {
  it('are those before a batch until it is committed, and its bytes are kept so long', async () => {
    const state = await ShipState.load(folder);
    expect(state.isNew).toBe(true);
    state.set(FILE);
    const pending = await state.begin(3, { ...FILE, offset: 9 }, Buffer.from('body'));
    const next = await ShipState.load(folder);
    expect(next.isNew).toBe(false);
    expect(next.get('1:2')).toEqual(FILE);
    expect(next.pending).toEqual(pending);
    expect(String(await next.pendingBody(pending))).toBe('body');
    await next.commit();
    const last = await ShipState.load(folder);
    expect(last.get('1:2')).toEqual({ ...FILE, offset: 9 });
    expect(last.pending).toBeUndefined();
    expect(await readdir(folder)).toEqual(['positions.json']);
  });

  it('stay where they are when a batch was refused', async () => {
    const state = await ShipState.load(folder);
    state.set(FILE);
    await state.begin(3, { ...FILE, offset: 9 }, Buffer.from('body'));
    await state.abandon();
    expect((await ShipState.load(folder)).files).toEqual([FILE]);
  });

  it('that cannot be read are not begun anew', async () => {
    await writeFile(join(folder, 'positions.json'), '{"files":');
    await expect(ShipState.load(folder)).rejects.toThrow(EnvironmentError);
  });
});

describe('the lock', () => {
  it('of a process that lives is respected, of others it is taken over', async () => {
    const lock = join(folder, 'ship.pid');
    // Process 1 lives, and did not start at that time.
    for (const stale of ['', 'nonsense', '999999999 5\n', '1 99999999999\n']) {
      await writeFile(lock, stale);
      await (await lockState(folder)).release();
      expect(await readdir(folder)).toEqual([]);
    }
  });
});

describe('a place', () => {
  it.each([
    ['as it was', 'head\nsame\n', true],
    ['that grew', 'head\nsame\nmore\n', true],
    ['that was truncated', 'head\n', false],
    ['that begins differently', 'hear\nsame\n', false],
    ['that differs behind its beginning', 'head\nsome\n', false],
  ])('is known again in a file %s', async (_, text, expected) => {
    const filler = 'x'.repeat(300);
    const grown = (text: string) => text.replace('\n', `\n${filler}`);
    const path = join(folder, 'a.log');
    await writeFile(path, grown('head\nsame\n'));
    await using first = await open(path);
    const place = await placeAt(first, grown('head\nsame\n').length);
    await writeFile(path, grown(text));
    expect(await continues(first, place)).toBe(expected);
  });
});

it.each([
  ['app.log.1', 'app.log', true],
  ['app.log.2.gz', 'app.log', true],
  ['app-20251111.log.gz', 'app.log', true],
  ['app.log-2025-11-11', 'app.log', true],
  ['app.log', 'app.log.1', false],
  ['app2.log', 'app.log', false],
  ['web.log.1', 'app.log', false],
])('%s may be a rotated %s: %s', (path, original, expected) => {
  expect(mayBeRotated(`/var/log/${path}`, `/var/log/${original}`)).toBe(expected);
});
