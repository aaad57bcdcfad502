import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeChunk } from './chunk-codec.js';
import { ChunkIntake } from './chunk-intake.js';
import { ClosingError, QueueFullError, RetryableError } from './errors.js';
import { IdAllocator } from './event-id.js';
import type { RecordBlock } from './intake.js';
import { Metrics } from './metrics.js';
import type { Queue } from './queue.js';

/** Keeps what is appended; fails with `failure` while there is one. */
class RecordingQueue implements Pick<Queue, 'append'> {
  readonly chunks: Buffer[] = [];
  failure: Error | undefined;

  async append(chunks: readonly Uint8Array[]): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    this.chunks.push(...chunks.map((chunk) => Buffer.from(chunk)));
  }

  records(): string[] {
    return this.chunks.flatMap((chunk) => decodeChunk(chunk).events.map(({ raw }) => raw));
  }
}

const lines = (text: string, more: Partial<RecordBlock> = {}): RecordBlock => ({
  body: Buffer.from(text),
  count: text.split('\n').length - 1,
  transport: 'tcp',
  peer: '192.0.2.1',
  ...more,
});

describe('the intake', () => {
  let queue: RecordingQueue;
  let intake: ChunkIntake;
  let metrics: Metrics;

  beforeEach(() => {
    queue = new RecordingQueue();
    metrics = new Metrics();
    intake = new ChunkIntake({
      ...{ source: 'syslog', queue: queue as unknown as Queue, ids: new IdAllocator(1), metrics },
      maxWaitingBytes: 1000,
    });
  });

  afterEach(() => intake.close(AbortSignal.abort()));

  it('puts blocks that come together into one chunk and tells each where it lies', async () => {
    const receipts = await Promise.all([
      intake.append(lines('a\nb\n')),
      intake.append(lines('c\n', { peer: '192.0.2.2' })),
    ]);
    expect(queue.chunks).toHaveLength(1);
    const { events, context } = decodeChunk(queue.chunks[0]!);
    expect(events.map(({ raw, source }) => [raw, source])).toEqual([
      ['a', '192.0.2.1'],
      ['b', '192.0.2.1'],
      ['c', '192.0.2.2'],
    ]);
    expect(receipts).toEqual([
      { chunkId: context.id, firstIndex: 0, firstId: events[0]!.id },
      { chunkId: context.id, firstIndex: 2, firstId: events[2]!.id },
    ]);
  });

  it('names in each chunk the last id before it, whichever source that was of', async () => {
    const ids = new IdAllocator(2);
    const options = { queue: queue as unknown as Queue, ids, metrics };
    const [http, tcp] = ['http', 'tcp'].map((source) => new ChunkIntake({ ...options, source })) as [
      ChunkIntake,
      ChunkIntake,
    ];
    for (const source of [http, tcp, http]) await source.append(lines('a\nb\n'));
    const chunks = queue.chunks.map((chunk) => decodeChunk(chunk));
    const lastIds = chunks.map(({ events }) => events.at(-1)!.id);
    expect(chunks.map(({ context }) => context.previousId)).toEqual([undefined, lastIds[0], lastIds[1]]);
    await Promise.all([http.close(), tcp.close()]);
  });

  it('keeps apart what differs in kind, framing or refusal', async () => {
    const lengths = { body: Buffer.from('x\ny'), count: 1, lengths: [3], transport: 'tcp' as const };
    await Promise.all([
      intake.append(lines('a\n')),
      intake.append(lines('b\n', { contentType: 'application/json' })),
      intake.append(lines('c\n', { refused: 'too long' })),
      intake.append(lengths),
    ]);
    expect(queue.chunks).toHaveLength(4);
    expect(queue.records().sort()).toEqual(['a', 'b', 'c', 'x\ny']);
  });

  it('puts blocks whose columns have other names into another chunk, which remembers them', async () => {
    await Promise.all([
      intake.append(lines('a\n')),
      intake.append(lines('b\n', { columns: 'x,y' })),
      intake.append(lines('c\n', { columns: 'z' })),
      intake.append(lines('d\n', { columns: 'x,y' })),
    ]);
    const found = queue.chunks.map((chunk) => {
      const { events, context } = decodeChunk(chunk);
      return [context.columnsOf(0), ...events.map(({ raw }) => raw)];
    });
    expect(found.toSorted()).toEqual(
      [
        ['x,y', 'b', 'd'],
        ['z', 'c'],
        [undefined, 'a'],
      ].toSorted(),
    );
  });

  it('splits a block that is larger than a chunk may be, in order', async () => {
    const records = Array.from({ length: 10_000 }, (_, i) => `${i}`);
    await intake.append(lines(records.map((record) => `${record}\n`).join('')));
    expect(queue.chunks.length).toBeGreaterThan(2);
    expect(queue.records()).toEqual(records);
  });

  it('tells an impatient sender of a full queue at once', async () => {
    queue.failure = new QueueFullError('full');
    await expect(intake.append(lines('a\n'))).rejects.toBe(queue.failure);
  });

  it('tries again for a patient sender, with the same chunk, in order', async () => {
    queue.failure = new RetryableError('away');
    const waiting = [intake.appendPatiently(lines('a\n')), intake.appendPatiently(lines('b\n'))];
    await new Promise((resolve) => setImmediate(resolve));
    queue.failure = undefined;
    await Promise.all(waiting);
    expect(queue.records()).toEqual(['a', 'b']);
  });

  it('says that it is full, refuses the impatient meanwhile and calls when there is room', async () => {
    queue.failure = new RetryableError('away');
    const big = intake.appendPatiently(lines(`${'x'.repeat(1500)}\n`));
    expect(intake.full).toBe(true);
    await expect(intake.append(lines('a\n'))).rejects.toBeInstanceOf(QueueFullError);
    const room = intake.room();
    queue.failure = undefined;
    await Promise.all([big, room]);
    expect(intake.full).toBe(false);
  });

  it('gives a block with a name the same chunk id whenever and wherever it comes, and every other block another', async () => {
    const other = new ChunkIntake({
      ...{ source: 'syslog', queue: queue as unknown as Queue, ids: new IdAllocator(2), metrics },
    });
    await intake.append(lines('a\nb\n', { name: 'key' }));
    await other.append(lines('a\nb\n', { name: 'key' }));
    await intake.append(lines('a\nb\n', { name: 'another key' }));
    await intake.append(lines('a\nc\n', { name: 'key' }));
    await other.close();
    const ids = queue.chunks.map((chunk) => decodeChunk(chunk).context.id);
    expect(ids[1]).toBe(ids[0]);
    expect(new Set(ids).size).toBe(3);
    // Older than any id by time: pruning the ledger finds it by the time of its commit.
    expect(ids.every((id) => id < '00000000-0001')).toBe(true);
  });

  it('names the pieces of a large block one by one, and lets no other block into them', async () => {
    const large = lines(`${'x'.repeat(100_000)}\n`.repeat(3), { name: 'key' });
    await Promise.all([intake.append(large), intake.appendPatiently(lines('a\n'))]);
    const chunks = queue.chunks.map((chunk) => decodeChunk(chunk));
    expect(chunks.map(({ events }) => events.length)).toEqual([1, 1, 1, 1]);
    expect(new Set(chunks.map(({ context }) => context.id)).size).toBe(4);
  });

  it('flushes what has gathered when it closes, and takes nothing afterwards', async () => {
    const waiting = intake.append(lines('last\n'));
    await intake.close();
    await waiting;
    expect(queue.records()).toEqual(['last']);
    await expect(intake.append(lines('late\n'))).rejects.toBeInstanceOf(ClosingError);
  });

  it('gives up on a queue that is away when told to, and says so', async () => {
    queue.failure = new RetryableError('away');
    const waiting = intake.appendPatiently(lines('a\n')).catch((error) => error);
    const giveUp = new AbortController();
    const closed = intake.close(giveUp.signal);
    giveUp.abort();
    await closed;
    expect(await waiting).toBeInstanceOf(ClosingError);
  });

  it('counts what it has made durable, and nothing else', async () => {
    await intake.append(lines('a\nb\n'));
    queue.failure = new QueueFullError('full');
    await intake.append(lines('c\n')).catch(() => {});
    intake.dropped(3, 'queue full');
    const values = async (metric: { get(): Promise<{ values: { value: number; labels: object }[] }> }) =>
      (await metric.get()).values;
    expect(await values(metrics.received)).toEqual([{ value: 2, labels: { source: 'syslog' } }]);
    expect(await values(metrics.dropped)).toEqual([
      { value: 3, labels: { source: 'syslog', reason: 'queue full' } },
    ]);
  });
});
