import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { removeGoneMembers, trimAcknowledged } from './trim.js';

describe('the upkeep of a stream', () => {
  let redis: Redis;
  let stream: string;

  beforeAll(() => {
    redis = new Redis(inject('redisUrl'));
  });

  beforeEach(async () => {
    stream = `trim-${process.pid}-${Math.random()}`;
    for (const group of ['a', 'b']) await redis.xgroup('CREATE', stream, group, '0', 'MKSTREAM');
    for (let i = 1; i <= 4; i++) await redis.xadd(stream, `${i}-0`, 'chunk', `${i}`);
  });

  afterAll(() => redis.quit());

  const read = (group: string, member: string, count: number) =>
    redis.xreadgroup('GROUP', group, member, 'COUNT', count, 'STREAMS', stream, '>');

  it('trims only behind what every group has acknowledged', async () => {
    await read('a', 'x', 4);
    await redis.xack(stream, 'a', '1-0', '2-0', '3-0', '4-0');
    await trimAcknowledged(redis, stream);
    expect(await redis.xlen(stream)).toBe(4);
    await read('b', 'y', 3);
    await redis.xack(stream, 'b', '1-0', '3-0');
    await trimAcknowledged(redis, stream);
    expect((await redis.xrange(stream, '-', '+')).map(([id]) => id)).toEqual(['2-0', '3-0', '4-0']);
    await redis.xack(stream, 'b', '2-0');
    await trimAcknowledged(redis, stream);
    expect((await redis.xrange(stream, '-', '+')).map(([id]) => id)).toEqual(['4-0']);
  });

  it('removes silent members that have nothing, and no others', async () => {
    await read('a', 'has', 1);
    await redis.xgroup('CREATECONSUMER', stream, 'a', 'gone');
    const names = async () =>
      ((await redis.xinfo('CONSUMERS', stream, 'a')) as string[][]).map((member) => member[1]);
    await removeGoneMembers(redis, stream, 'a', 60_000);
    expect(await names()).toEqual(['gone', 'has']);
    await removeGoneMembers(redis, stream, 'a', 0);
    expect(await names()).toEqual(['has']);
  });
});
