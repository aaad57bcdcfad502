import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RetryableError } from '../../pipeline/errors.js';
import { ChunkMill, type MilledChunk } from '../../test/support/chunk-mill.js';
import { LocalBus, RecordingHistory } from '../../test/support/doubles.js';
import { FeedClientProbe } from '../../test/support/feed-client.js';
import { testServer } from '../../test/support/http-server.js';

class Feed {
  readonly bus = new LocalBus();
  readonly history = new RecordingHistory();
  url = '';

  static async start(): Promise<Feed> {
    const feed = new Feed();
    await feed.restart();
    return feed;
  }

  /** A new server on the same bus and store. */
  async restart(): Promise<void> {
    this.url = (await testServer({ live: this.bus, history: this.history }).listen()).url;
  }

  connect(query: Record<string, string> = {}): FeedClientProbe {
    return new FeedClientProbe(`${this.url}/ws/logs?${new URLSearchParams(query)}`);
  }

  /** As a worker does: shown first, then committed. */
  bring(chunk: MilledChunk): string[] {
    this.show(chunk);
    this.store(chunk);
    return [...chunk.ids];
  }

  show(chunk: MilledChunk): void {
    this.bus.publish(chunk.message);
  }

  store({ ids, texts }: MilledChunk): void {
    ids.forEach((id, at) => {
      this.history.stored.set(id, texts[at]!);
    });
  }
}

/** The cursor that an answer to `pause` brings. */
async function paused(client: FeedClientProbe): Promise<string> {
  client.say({ type: 'pause' });
  return (await client.next()).cursor!;
}

describe('who pauses', () => {
  it('gets nothing until it resumes, then what it missed, without the store when that was just now', async () => {
    const feed = await Feed.start();
    const mill = new ChunkMill(1);
    const client = feed.connect();
    await client.next();
    expect(await client.nextIds(0)).toEqual([]);
    const before = feed.bring(mill.chunk(2));
    expect(await client.nextIds(2)).toEqual(before);
    const cursor = await paused(client);
    const missed = [...feed.bring(mill.chunk(3)), ...feed.bring(mill.chunk(1))];
    await client.settled();
    client.say({ type: 'resume', cursor });
    expect(await client.nextIds(4)).toEqual(missed);
    const after = feed.bring(mill.chunk(1));
    expect(await client.nextIds(1)).toEqual(after);
    expect(feed.history.queries).toEqual([]);
  });

  it('has had what came before its pause', async () => {
    const feed = await Feed.start();
    const mill = new ChunkMill(1);
    const client = feed.connect();
    await client.next();
    // The first goes out at once, the second would wait for its frame.
    const ids = [...feed.bring(mill.chunk(1)), ...feed.bring(mill.chunk(1))];
    client.say({ type: 'pause' });
    expect(await client.nextIds(2)).toEqual(ids);
    expect((await client.next()).events).toEqual([]);
  });

  it('may change its filter meanwhile', async () => {
    const feed = await Feed.start();
    const mill = new ChunkMill(1);
    const client = feed.connect();
    await client.next();
    await paused(client);
    feed.bring(mill.chunk(1));
    const wanted = feed.bring(mill.chunk(1, { level: 'ERROR' }));
    client.say({ type: 'filter', filter: 'level:ERROR' });
    await client.settled();
    client.say({ type: 'resume' });
    expect(await client.nextIds(1)).toEqual(wanted);
  });
});

describe('who comes back', () => {
  it.each(['in the address', 'in a message'])(
    'with its cursor %s gets what it missed and then goes on',
    async (where) => {
      const feed = await Feed.start();
      const mills = [new ChunkMill(1), new ChunkMill(2)] as const;
      const client = feed.connect();
      await client.next();
      feed.bring(mills[0].chunk(2));
      const { cursor } = await client.next();
      client.socket.terminate();
      await expect.poll(() => feed.bus.hasListeners).toBe(false);
      const missed = [...feed.bring(mills[0].chunk(4)), ...feed.bring(mills[1].chunk(1))];
      const again = feed.connect(where === 'in the address' ? { cursor: cursor! } : {});
      await again.next();
      if (where === 'in a message') again.say({ type: 'resume', cursor });
      expect((await again.nextIds(5)).sort()).toEqual(missed.sort());
      const after = feed.bring(mills[1].chunk(2));
      expect(await again.nextIds(2)).toEqual(after);
    },
  );

  it('is not shown again what has come since its hello', async () => {
    const feed = await Feed.start();
    const mill = new ChunkMill(1);
    const client = feed.connect();
    await client.next();
    feed.bring(mill.chunk(1));
    const { cursor } = await client.next();
    const missed = feed.bring(mill.chunk(2));
    const again = feed.connect();
    await again.next();
    const live = feed.bring(mill.chunk(3));
    expect(await again.nextIds(3)).toEqual(live);
    again.say({ type: 'resume', cursor });
    expect(await again.nextIds(2)).toEqual(missed);
    const after = feed.bring(mill.chunk(1));
    expect(await again.nextIds(1)).toEqual(after);
  });

  it('with a cursor gets only what matches its filter', async () => {
    const feed = await Feed.start();
    const mill = new ChunkMill(1);
    const { cursor } = await feed.connect().next();
    await feed.restart();
    feed.bring(mill.chunk(1));
    const wanted = feed.bring(mill.chunk(1, { source: 'host7' }));
    const again = feed.connect({ cursor: cursor!, filter: 'source:host7' });
    await again.next();
    expect(await again.nextIds(1)).toEqual(wanted);
  });

  it('is told when the store is away, and gets what it missed later', async () => {
    const feed = await Feed.start();
    const { cursor } = await feed.connect().next();
    await feed.restart();
    const missed = feed.bring(new ChunkMill(1).chunk(1));
    feed.history.failure = new RetryableError('PostgreSQL is away');
    const again = feed.connect({ cursor: cursor! });
    await again.next();
    expect((await again.next()).message).toContain('will come later: PostgreSQL is away');
    expect(await again.nextIds(1)).toEqual(missed);
  });

  it('with a cursor that is none is told so, and gets what comes', async () => {
    const feed = await Feed.start();
    const client = feed.connect();
    await client.next();
    client.say({ type: 'resume', cursor: 'yesterday' });
    expect((await client.next()).message).toBe(
      'cursor "yesterday" is none: it has to be the cursor of an earlier frame of the feed',
    );
    const ids = feed.bring(new ChunkMill(1).chunk(1));
    expect(await client.nextIds(1)).toEqual(ids);
  });
});

it('a chunk that a second worker shows again, its first one having died, is shown once', async () => {
  const feed = await Feed.start();
  const mill = new ChunkMill(1);
  const client = feed.connect();
  await client.next();
  const [one, two] = [mill.chunk(2), mill.chunk(2)];
  for (const chunk of [one, two, one, two]) feed.show(chunk);
  const last = mill.chunk(1);
  feed.show(last);
  expect(await client.nextIds(5)).toEqual([...one.ids, ...two.ids, ...last.ids]);
});

it('a chunk that the bus has lost is read from the store, by those who match it', async () => {
  const feed = await Feed.start();
  const mill = new ChunkMill(1);
  const [client, other] = [feed.connect(), feed.connect({ filter: 'level:ERROR' })];
  await Promise.all([client.next(), other.next()]);
  const first = feed.bring(mill.chunk(1));
  const lost = mill.chunk(7);
  feed.store(lost);
  const next = feed.bring(mill.chunk(1, { level: 'ERROR' }));
  expect(await client.nextIds(9)).toEqual([...first, ...next, ...lost.ids]);
  expect(await other.nextIds(1)).toEqual(next);
});

/*
 * Two nodes bring chunks, which are shown out of order and committed later; one client comes, pauses, resumes and goes
 * as it likes, and the server is replaced under it. From its first hello on it must see each event once.
 */
type Step =
  | { type: 'make'; node: number; count: number }
  | { type: 'show' | 'store'; which: number }
  | { type: 'pause' | 'resume' | 'reconnect' | 'reconnect and resume' | 'restart' | 'read' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('make' as const),
      node: fc.nat(1),
      count: fc.integer({ min: 1, max: 5 }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ type: fc.constantFrom('show' as const, 'store' as const), which: fc.nat(3) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constantFrom(
        'pause',
        'resume',
        'reconnect',
        'reconnect and resume',
        'restart',
        'read' as const,
      ),
    }),
  },
) as fc.Arbitrary<Step>;

class Walk {
  readonly #made: MilledChunk[] = [];
  readonly #shown: MilledChunk[] = [];
  readonly #seen: string[] = [];
  readonly #expected: string[] = [];
  readonly #mills = [new ChunkMill(1), new ChunkMill(2)];
  #client!: FeedClientProbe;
  #cursor: string | undefined;

  constructor(private readonly feed: Feed) {
    const { history } = feed;
    // As a queue would: what has not been committed is pending. Whoever goes on asking has given the workers time to end it.
    let asked = 0;
    history.pendingSince = async () => {
      const oldest = Math.min(Date.now() + 1, ...[...this.#made, ...this.#shown].map(({ at }) => at));
      asked += 1;
      if (asked % 3 > 0) return oldest;
      for (const chunk of this.#made.splice(0)) this.#show(chunk);
      for (const chunk of this.#shown.splice(0)) this.feed.store(chunk);
      return Date.now() + 1;
    };
  }

  async take(steps: readonly Step[]): Promise<void> {
    await this.#connect({});
    for (const each of steps) await this.#step(each);
    for (const chunk of this.#made.splice(0)) this.#show(chunk);
    await this.#reconnect('reconnect');
    await this.#drain();
    expect([...this.#seen].sort()).toEqual([...this.#expected].sort());
  }

  async #step(each: Step): Promise<void> {
    if (each.type === 'make') this.#made.push(this.#make(this.#mills[each.node]!, each.count));
    else if (each.type === 'show') for (const chunk of this.#made.splice(each.which, 1)) this.#show(chunk);
    else if (each.type === 'store')
      for (const chunk of this.#shown.splice(each.which, 1)) this.feed.store(chunk);
    else if (each.type === 'read') await this.#read();
    else if (each.type === 'restart') {
      await this.feed.restart();
      await this.#reconnect('reconnect');
    } else if (each.type === 'pause') this.#client.say({ type: 'pause' });
    else if (each.type === 'resume') this.#client.say({ type: 'resume' });
    else await this.#reconnect(each.type);
  }

  #make(mill: ChunkMill, count: number): MilledChunk {
    const chunk = mill.chunk(count);
    this.#expected.push(...chunk.ids);
    return chunk;
  }

  #show(chunk: MilledChunk): void {
    this.feed.show(chunk);
    this.#shown.push(chunk);
  }

  async #connect(query: Record<string, string>): Promise<void> {
    this.#client = this.feed.connect(query);
    this.#cursor = (await this.#client.next()).cursor;
  }

  /** Frames that had not been read are lost with their connection, as are their cursors. */
  async #reconnect(how: 'reconnect' | 'reconnect and resume'): Promise<void> {
    this.#client.socket.terminate();
    const cursor = this.#cursor!;
    if (how === 'reconnect') return this.#connect({ cursor });
    await this.#connect({});
    this.#client.say({ type: 'resume', cursor });
    this.#cursor = cursor;
    // Frames from before the resume have cursors of their own, which say nothing of what was missed.
    await this.#drain();
  }

  /** Reads frames until everything that was shown has come. */
  async #drain(): Promise<void> {
    this.#client.say({ type: 'resume' });
    const pending = new Set(this.#made.flatMap(({ ids }) => ids));
    const due = () => this.#expected.filter((id) => !pending.has(id)).length;
    while (new Set(this.#seen).size < due())
      this.#take(await inTime(this.#client.next(), () => this.#lacking(pending)));
  }

  #lacking(pending: ReadonlySet<string>): string {
    const lacking = this.#expected.filter((id) => !pending.has(id) && !this.#seen.includes(id));
    return `these have not come: ${lacking.join(', ')}`;
  }

  async #read(): Promise<void> {
    await delay(1);
    this.#client.say('settled?');
    for (;;) {
      const frame = await this.#client.next();
      if (frame.message?.includes('settled?')) return;
      this.#take(frame);
    }
  }

  #take({ events, cursor }: { events?: readonly { id: string }[]; cursor?: string }): void {
    this.#seen.push(...(events ?? []).map(({ id }) => id));
    this.#cursor = cursor ?? this.#cursor;
  }
}

/** So that a walk which loses something ends with what it lost. */
async function inTime<T>(promise: Promise<T>, report: () => string): Promise<T> {
  const ended = new AbortController();
  const late = delay(5000, undefined, { signal: ended.signal }).then(() =>
    Promise.reject(new Error(report())),
  );
  late.catch(() => {});
  return Promise.race([promise, late]).finally(() => ended.abort());
}

it('shows each event once to a client that pauses, goes and comes back', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      await new Walk(await Feed.start()).take(steps);
    }),
    // A walk that fails waits for what does not come, so there is no time to look for a shorter one.
    { numRuns: 15, endOnFailure: true },
  );
});
