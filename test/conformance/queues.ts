import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { QueueFullError } from '../../pipeline/errors.js';
import type { Queue, QueueConsumer, QueuedChunk } from '../../pipeline/queue.js';

/** Clocks of the queue and of this process are read one after the other. */
const CLOCKS_MILLIS = 20;

export interface QueueHarness {
  /** A new, empty, opened queue that may hold 64 KiB and lets members be silent for 300 ms. */
  create(): Promise<Queue>;
  /** Another handle on the same queue, as a process started later has it; absent where nothing outlasts the process. */
  reopen?(): Promise<Queue>;
  /** Whether the order of appends is that of reads; true unless the queue has several shards. */
  readonly ordered?: boolean;
}

/** What every queue must hold; see the contract in pipeline/queue.ts. */
export function describeQueue(name: string, harness: QueueHarness): void {
  describe(`${name} queue`, () => {
    let queue: Queue;
    let consumer: QueueConsumer;
    /** What was handed out, as it is compared with what was appended. */
    const inOrder = <T>(handedOut: T[]): T[] =>
      (harness.ordered ?? true) ? handedOut : handedOut.sort((a, b) => (String(a) < String(b) ? -1 : 1));

    beforeEach(async () => {
      queue = await harness.create();
      consumer = queue.consumer('one');
    });

    afterEach(async () => {
      await consumer.close();
      await queue.close();
    });

    it('hands chunks out in the order of their append, whole, each once', async () => {
      const bodies = Array.from({ length: 25 }, (_, i) => Buffer.from(`chunk ${10 + i} \0\n\xff`, 'latin1'));
      await queue.append(bodies.slice(0, 10));
      await queue.append(bodies.slice(10));
      const chunks = await readAll(consumer, 25);
      expect(inOrder(chunks.map(({ bytes }) => bytes))).toEqual(bodies);
      expect(chunks.every(({ attempts }) => attempts === 1)).toBe(true);
      expect(await consumer.read(10, 1)).toEqual([]);
    });

    it('divides chunks among members, none to two', async () => {
      const other = queue.consumer('two');
      await queue.append(Array.from({ length: 20 }, (_, i) => Buffer.from([i])));
      const [a, b] = [await consumer.read(12, 1000), await other.read(20, 1000)];
      expect([...a, ...b].map(({ bytes }) => bytes[0]).sort((x, y) => x! - y!)).toEqual(
        Array.from({ length: 20 }, (_, i) => i),
      );
      await other.acknowledge(b.map(({ token }) => token));
      await other.close();
    });

    it.each([
      { ends: 'in order', blamed: false, attempts: 1 },
      { ends: 'by a bug', blamed: true, attempts: 2 },
    ])(
      'gives what a member that ends $ends has not acknowledged to another',
      async ({ blamed, attempts }) => {
        await queue.append([Buffer.from('kept'), Buffer.from('left')]);
        const leaver = queue.consumer('leaver');
        const kept = (await readAll(leaver, 2)).find(({ bytes }) => bytes.toString() === 'kept');
        await leaver.acknowledge([kept!.token]);
        await leaver.close(blamed);
        const [left] = await readAll(consumer, 1);
        expect([left!.bytes.toString(), left!.attempts]).toEqual(['left', attempts]);
        await consumer.acknowledge([left!.token]);
        expect((await queue.status()).depth).toBe(0);
      },
    );

    it('hands out no more than it is asked for, what others left first', async () => {
      await queue.append(['left', 'new', 'newer'].map((text) => Buffer.from(text)));
      const leaver = queue.consumer('leaver');
      const left = await leaver.read(1, 1000);
      await leaver.close();
      const [first, second] = [await consumer.read(1, 1000), await consumer.read(1, 1000)];
      expect([first.length, second.length]).toEqual([1, 1]);
      expect(first[0]!.bytes).toEqual(left[0]!.bytes);
      expect(second[0]!.bytes).not.toEqual(left[0]!.bytes);
      if (harness.ordered ?? true)
        expect([...first, ...second].map(({ bytes }) => bytes.toString())).toEqual(['left', 'new']);
    });

    it('hands a chunk that has ended two members out alone, and its neighbours before it', async () => {
      await queue.append(['one', 'two', 'three'].map((text) => Buffer.from(text)));
      for (const name of ['first', 'second']) {
        const victim = queue.consumer(`${name} victim`);
        expect(await readAll(victim, 3)).toHaveLength(3);
        await victim.close(true);
      }
      await queue.append([Buffer.from('new')]);
      const seen: string[][] = [];
      while (seen.flat().length < 4) {
        const chunks = await consumer.read(10, 1000);
        seen.push(chunks.map(({ bytes, attempts }) => `${bytes} ${attempts}`));
        await consumer.acknowledge(chunks.map(({ token }) => token));
      }
      const suspects = inOrder(seen.slice(0, 3));
      expect(suspects).toEqual(inOrder([['one 3'], ['two 3'], ['three 3']]));
      expect(seen.slice(3)).toEqual([['new 1']]);
    });

    it('does not give away the chunks of a member that is slow but alive', async () => {
      await queue.append([Buffer.from('slow')]);
      const slow = queue.consumer('slow');
      await readAll(slow, 1);
      const until = Date.now() + 1000;
      while (Date.now() < until) expect(await consumer.read(1, 50)).toEqual([]);
      await slow.close();
    });

    it('says since when its oldest chunk waits, until that is acknowledged', async () => {
      const before = Date.now();
      await queue.append([Buffer.from('old')]);
      const appended = Date.now();
      // The time of a server is carried over to that of this machine, to some milliseconds.
      const oldest = () => queue.oldestPending!();
      await expect.poll(() => Date.now()).toBeGreaterThan(appended + 20);
      await queue.append([Buffer.from('new')]);
      const chunks = await readAll(consumer, 2);
      const old = chunks.find(({ bytes }) => bytes.toString() === 'old')!;
      await consumer.acknowledge(chunks.filter((chunk) => chunk !== old).map(({ token }) => token));
      expect(await oldest()).toBeGreaterThanOrEqual(before - 10);
      expect(await oldest()).toBeLessThanOrEqual(appended + 10);
      await consumer.acknowledge([old.token]);
      const now = Date.now();
      expect(await oldest()).toBeGreaterThanOrEqual(now - 10);
    });

    it('wakes a waiting reader', async () => {
      const waiting = consumer.read(1, 20_000);
      await queue.append([Buffer.from('wake')]);
      expect((await waiting).map(({ bytes }) => bytes.toString())).toEqual(['wake']);
    }, 5000);

    it('ends a read when told to', async () => {
      const stop = new AbortController();
      const waiting = consumer.read(1, 20_000, stop.signal);
      stop.abort();
      expect(await waiting).toEqual([]);
      expect(await consumer.read(1, 20_000, stop.signal)).toEqual([]);
    }, 5000);

    it('refuses what it has no room for, and takes it after an acknowledgement', async () => {
      const chunk = Buffer.alloc(20 * 1024, 1);
      let accepted = 0;
      const fill = async () => {
        for (;;) {
          await queue.append([chunk]);
          accepted += 1;
        }
      };
      await expect(fill()).rejects.toBeInstanceOf(QueueFullError);
      expect(accepted).toBeGreaterThan(0);
      const chunks = await readAll(consumer, accepted);
      await consumer.acknowledge(chunks.map(({ token }) => token));
      await expect
        .poll(() =>
          queue.append([chunk]).then(
            () => 'taken',
            () => 'full',
          ),
        )
        .toBe('taken');
    });

    it('tells how much it holds', async () => {
      await queue.append([Buffer.alloc(100), Buffer.alloc(100), Buffer.alloc(100)]);
      const [first] = await consumer.read(1, 1000);
      expect(await queue.status()).toMatchObject({ depth: 3, pending: 1, lag: 2 });
      await consumer.acknowledge([first!.token]);
      expect(await queue.status()).toMatchObject({ depth: 2, pending: 0, lag: 2 });
    });

    it('acknowledging twice, or what it never had, harms nothing', async () => {
      await queue.append([Buffer.from('a'), Buffer.from('b')]);
      const [a] = await consumer.read(1, 1000);
      await consumer.acknowledge([a!.token]);
      await consumer.acknowledge([a!.token]);
      expect((await readAll(consumer, 1))[0]!.bytes).not.toEqual(a!.bytes);
    });

    it('loses and repeats nothing over any sequence of appends, reads, acknowledgements, departures and ends', async () => {
      const simple = (name: Step['do'], weight: number) => ({
        arbitrary: fc.constant({ do: name, count: 0 }),
        weight,
      });
      const counted = (name: Step['do'], max: number) => ({
        arbitrary: fc.record({ do: fc.constant(name), count: fc.integer({ min: 1, max }) }),
        weight: 6,
      });
      const step = fc.oneof(
        ...[counted('append', 5), counted('read', 4), simple('acknowledge', 6)],
        ...[simple('leave', 4), simple('fail', 4)],
        // What a process had that ended is waited for, so there are few of these.
        ...(harness.reopen === undefined ? [] : [simple('restart', 1)]),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
          const model = await walk(queue, steps, async () => {
            await consumer.close();
            await queue.close();
            queue = await harness.reopen!();
            consumer = queue.consumer('one');
            return queue;
          });
          expect(model.finished).toEqual(model.appended);
        }),
        { numRuns: 15 },
      );
    });

    it('knows since when the oldest chunk waits that may be handed out again', async () => {
      const opened = Date.now();
      expect(await queue.horizon!()).toBeGreaterThanOrEqual(opened - CLOCKS_MILLIS);
      await queue.append([Buffer.from('old')]);
      const appended = Date.now();
      await delay(100);
      // What does not outlast the process is handed out again by nobody.
      if (harness.reopen !== undefined)
        expect(await queue.horizon!()).toBeLessThanOrEqual(appended + CLOCKS_MILLIS);
    });

    const { reopen } = harness;
    if (reopen !== undefined) {
      it('keeps what was appended over a restart', async () => {
        await queue.append([Buffer.from('one'), Buffer.from('two')]);
        await consumer.close();
        await queue.close();
        queue = await reopen();
        consumer = queue.consumer('later');
        const texts = (await readAll(consumer, 2)).map(({ bytes }) => bytes.toString());
        expect(inOrder(texts)).toEqual(['one', 'two']);
      });
    }
  });
}

async function readAll(consumer: QueueConsumer, count: number): Promise<QueuedChunk[]> {
  const chunks: QueuedChunk[] = [];
  while (chunks.length < count) chunks.push(...(await consumer.read(count - chunks.length, 1000)));
  return chunks;
}

interface Step {
  /** `leave` is in order, `fail` by a bug; `restart` is a process that ends without its members' leave, and another. */
  do: 'append' | 'read' | 'acknowledge' | 'leave' | 'fail' | 'restart';
  count: number;
}

let walks = 0;
let made = 0;

/** Walks the steps and then reads the rest; `finished` has each chunk once for each time it was acknowledged. */
async function walk(
  first: Queue,
  steps: readonly Step[],
  restarted: () => Promise<Queue>,
): Promise<{ appended: string[]; finished: string[] }> {
  let queue = first;
  const appended: string[] = [];
  const finished: string[] = [];
  let held: QueuedChunk[] = [];
  const newMember = () => {
    held = [];
    return queue.consumer(`walk-${++walks}`);
  };
  let member = newMember();
  const acknowledge = async () => {
    if (held.length > 0) await member.acknowledge(held.map(({ token }) => token));
    finished.push(...held.map(({ bytes }) => bytes.toString()));
    held = [];
  };
  const doing: Record<Step['do'], (count: number) => Promise<void>> = {
    append: async (count) => {
      const names = Array.from({ length: count }, () => `chunk ${++made}`);
      await queue.append(names.map((name) => Buffer.from(name)));
      appended.push(...names);
    },
    read: async (count) => void held.push(...(await member.read(count, 1))),
    acknowledge,
    leave: async () => {
      await member.close();
      member = newMember();
    },
    fail: async () => {
      await member.close(true);
      member = newMember();
    },
    restart: async () => {
      queue = await restarted();
      member = newMember();
    },
  };
  for (const step of steps) await doing[step.do](step.count);
  await acknowledge();
  while (finished.length < appended.length) {
    held = await member.read(10, 1000);
    await acknowledge();
  }
  await member.close();
  return { appended: appended.sort(), finished: finished.sort() };
}
