import { describe, expect, it } from 'vitest';
import { EnvironmentError, RetryableError } from '../../../pipeline/errors.js';
import { flushFor, type ServerSettings, settingsWarnings, waitForFlush } from './durability.js';

const good: ServerSettings = {
  ...{ name: 'redis:6379', appendOnly: true, appendFsync: 'everysec', maxMemoryPolicy: 'noeviction' },
  waitAof: false,
};

describe('durability: always', () => {
  it.each([
    { server: { ...good, appendFsync: 'always' }, isCluster: false, flush: 'none' },
    { server: { ...good, appendFsync: 'always' }, isCluster: true, flush: 'none' },
    { server: { ...good, waitAof: true }, isCluster: false, flush: 'awaited' },
    { server: { ...good, waitAof: true, appendOnly: undefined }, isCluster: false, flush: 'awaited' },
  ])('is kept with $server.appendFsync, WAITAOF $server.waitAof, Cluster $isCluster', (given) => {
    expect(flushFor('always', [given.server], given.isCluster)).toBe(given.flush);
  });

  it.each([
    { server: good, isCluster: false },
    { server: { ...good, waitAof: true }, isCluster: true },
    { server: { ...good, waitAof: true, appendOnly: false }, isCluster: false },
    { server: { ...good, waitAof: true, appendFsync: 'no' }, isCluster: false },
    { server: { ...good, appendFsync: undefined }, isCluster: false },
  ])('is refused with the remedy: $server, Cluster $isCluster', ({ server, isCluster }) => {
    const check = () => flushFor('always', [good, server], isCluster);
    expect(check).toThrow(EnvironmentError);
    expect(check).toThrow('`appendfsync always`');
    expect(flushFor('everysec', [server], isCluster)).toBe('none');
  });

  // Redis 7.0 has no WAITAOF: its answers are those of the command's reference.
  it('takes a flush that was not in time for a failed append', async () => {
    const asked: unknown[][] = [];
    const double = (local: number) => ({
      call: async (...words: unknown[]) => {
        asked.push(words);
        return [local, 0];
      },
    });
    await waitForFlush(double(1) as never);
    expect(asked).toEqual([['WAITAOF', 1, 0, 5000]]);
    await expect(waitForFlush(double(0) as never)).rejects.toBeInstanceOf(RetryableError);
  });
});

describe('warnings about the settings of Redis', () => {
  it.each([
    { settings: {}, says: [] },
    { settings: { appendOnly: false }, says: ['`appendonly yes`'] },
    { settings: { appendFsync: 'no' }, says: ['`appendfsync everysec`'] },
    { settings: { maxMemoryPolicy: 'allkeys-lru' }, says: ['`maxmemory-policy noeviction`'] },
    { settings: { appendFsync: undefined }, says: ['does not tell its appendfsync'] },
  ])('$settings', ({ settings, says }) => {
    const warnings = settingsWarnings([{ ...good, ...settings }], 'everysec');
    expect(warnings).toHaveLength(says.length);
    for (const [index, part] of says.entries()) expect(warnings[index]).toContain(part);
  });

  it('of durability: memory is only that it may be evicted', () => {
    const server = { ...good, appendOnly: false, maxMemoryPolicy: 'allkeys-lru' };
    expect(settingsWarnings([server], 'memory')).toHaveLength(1);
  });
});
