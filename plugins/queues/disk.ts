import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Database, open, type RootDatabase } from 'lmdb';
import type { Logger } from 'pino';
import { messageOf, RetryableError } from '../../pipeline/errors.js';
import { defineQueue, QueueFullError, Size, Type } from '../../pipeline/plugin.js';
import type { Queue, QueueConsumer, QueuedChunk, QueueStatus } from '../../pipeline/queue.js';
import { CLAIM_AFTER } from './claim-after.js';
import { processExists } from './disk/process-exists.js';
import { SegmentCounts } from './disk/segment-counts.js';
import { type Place, Segments } from './disk/segments.js';

const options = Type.Object({
  path: Type.Optional(Type.String({ description: 'Folder of the queue; `queue` in DATA_DIR unless set.' })),
  max_bytes: Size({ description: 'Chunks held at most; more is refused.', default: '4GiB', minimum: 1 }),
  claim_after: CLAIM_AFTER,
});

export default defineQueue({
  kind: 'queue',
  name: 'disk',
  summary:
    'Keeps chunks in files on disk, their order in LMDB: durable, needs no server, shared by one machine.',
  options,
  example: 'queue: { type: disk, max_bytes: 4GiB }',
  create: (given, { dataDir, logger }) =>
    new DiskQueue(given.path ?? join(dataDir, 'queue'), given.max_bytes, given.claim_after, logger),
});

/*
 * What lies in the LMDB environment:
 *
 *   chunks    sequence → where its bytes lie (disk/segments.ts); gone when acknowledged
 *   claims    sequence → { consumer, attempts }: handed out; consumer '' when its member left
 *   members   consumer → { pid, seenAt }: refreshed while the member lives
 *   segments  file → { live, full }: how many of its chunks are not acknowledged, and whether it gets no more
 *   state     'tail' next sequence to write, 'head' next sequence never handed out, 'bytes' sum of all chunks
 *
 * Every change is one LMDB transaction, so any number of processes may share the folder, and a process that is killed
 * leaves either all of a change or nothing. Bytes and transaction go to the disk at the same time, and the sender is
 * answered when both are there. After a power cut one may be there without the other: a file that no transaction names is
 * removed at the next start, and a chunk whose bytes do not have their checksum was never answered for and is left out.
 */
interface Claim {
  consumer: string;
  attempts: number;
}

interface Member {
  pid: number;
  seenAt: number;
}

/** A chunk that a member has been given, before its bytes are read. */
interface Claimed {
  readonly sequence: number;
  readonly place: Place;
  readonly attempts: number;
}

type Counter = 'tail' | 'head' | 'bytes';

/** How often a waiting reader looks for what another process has appended. */
const POLL_MILLIS = 5;

class DiskQueue implements Queue {
  readonly description: string;
  readonly shared = true;
  #root!: RootDatabase;
  #chunks!: Database<Place, number>;
  #claims!: Database<Claim, number>;
  #members!: Database<Member, string>;
  #counts!: SegmentCounts;
  #state!: Database<number, Counter>;

  readonly #segments: Segments;

  constructor(
    private readonly path: string,
    private readonly maxBytes: number,
    private readonly claimAfterMillis: number,
    private readonly logger: Logger,
  ) {
    this.description = `disk queue in ${path}`;
    this.#segments = new Segments(path, (segment) => this.#finishSegment(segment).catch(() => {}));
  }

  async open(): Promise<void> {
    mkdirSync(this.path, { recursive: true });
    // Batching by turns of the event loop makes promises of its own, and rejects them unheard when a commit fails.
    this.#root = open({ path: this.path, maxDbs: 8, noMemInit: true, eventTurnBatching: false });
    this.#chunks = this.#root.openDB({ name: 'chunks', keyEncoding: 'uint32' });
    this.#claims = this.#root.openDB({ name: 'claims', keyEncoding: 'uint32' });
    this.#members = this.#root.openDB({ name: 'members' });
    this.#counts = new SegmentCounts(this.#root.openDB({ name: 'segments' }));
    this.#state = this.#root.openDB({ name: 'state' });
    await this.#tidySegments();
  }

  async append(chunks: readonly Uint8Array[]): Promise<void> {
    const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    // Before bytes are written for nothing; who fills the queue meanwhile is found within the transaction.
    this.#checkRoom(size);
    const { places, flushed, settled } = await this.#onDisk(() => this.#segments.write(chunks));
    try {
      await this.#change(() => this.#enter(places, size));
      await this.#onDisk(() => Promise.all([flushed, this.#root.flushed]));
    } finally {
      await settled();
    }
  }

  #enter(places: readonly Place[], size: number): void {
    this.#checkRoom(size);
    let tail = this.#count('tail');
    for (const place of places) {
      this.#chunks.put(tail++, place);
      this.#counts.add(place.segment);
    }
    this.#state.put('tail', tail);
    this.#state.put('bytes', this.#count('bytes') + size);
  }

  consumer(name: string): QueueConsumer {
    const seen = () => {
      // A disk that is full: who appends hears of it, and a member unseen for a while loses nothing but its claims.
      this.#change(() => this.#members.put(name, { pid: process.pid, seenAt: Date.now() })).catch(() => {});
    };
    seen();
    const heartbeat = setInterval(seen, this.claimAfterMillis / 3).unref();
    return {
      read: (count, waitMillis, signal) => this.#read(name, count, waitMillis, signal),
      acknowledge: (tokens) => this.#acknowledge(tokens),
      close: (blamed = false) => {
        clearInterval(heartbeat);
        return this.#leave(name, blamed);
      },
    };
  }

  async status(): Promise<QueueStatus> {
    const pendingOf = new Map<string, number>();
    let pending = 0;
    for (const { value } of this.#claims.getRange()) {
      pendingOf.set(value.consumer, (pendingOf.get(value.consumer) ?? 0) + 1);
      pending += 1;
    }
    const lag = this.#count('tail') - this.#count('head');
    const consumers = [...this.#members.getRange()].map(({ key, value }) => ({
      name: key,
      pending: pendingOf.get(key) ?? 0,
      idle_ms: Math.max(0, Date.now() - value.seenAt),
    }));
    return {
      depth: lag + pending,
      bytes: this.#count('bytes'),
      max_bytes: this.maxBytes,
      lag,
      pending,
      consumers,
    };
  }

  async close(): Promise<void> {
    await this.#segments.close();
    await this.#root?.flushed;
    await this.#root?.close();
  }

  async #read(name: string, count: number, waitMillis: number, signal?: AbortSignal): Promise<QueuedChunk[]> {
    const deadline = Date.now() + waitMillis;
    for (;;) {
      if (this.#hasWork()) {
        const claimed = await this.#change(() => {
          const left = this.#takeLeft(name, count);
          return [...left, ...this.#takeNew(name, count - left.length)];
        });
        if (claimed.length > 0) return this.#withBytes(claimed);
      }
      if (signal?.aborted || Date.now() >= deadline) return [];
      await delay(POLL_MILLIS, undefined, { signal }).catch(() => {});
    }
  }

  /** Chunks that cannot be read now go back, so that they are handed out again. */
  async #withBytes(claimed: readonly Claimed[]): Promise<QueuedChunk[]> {
    try {
      const bytes = await this.#onDisk(() => this.#segments.read(claimed.map(({ place }) => place)));
      const torn = claimed.filter((_, i) => bytes[i] === undefined).map(({ sequence }) => String(sequence));
      if (torn.length > 0) {
        this.logger.error(
          { queue: this.path, chunks: torn },
          'chunks whose bytes are not on the disk are left out',
        );
        await this.#acknowledge(torn);
      }
      return claimed.flatMap(({ sequence, attempts }, i) => {
        return bytes[i] === undefined ? [] : [{ token: String(sequence), bytes: bytes[i], attempts }];
      });
    } catch (error) {
      await this.#change(() => {
        for (const { sequence, attempts } of claimed) {
          // One that its last holder has acknowledged after all is gone, and its claim stays so.
          if (this.#chunks.get(sequence) === undefined) continue;
          this.#claims.put(sequence, { consumer: '', attempts: attempts - 1 });
        }
      });
      throw error;
    }
  }

  #hasWork(): boolean {
    if (this.#count('head') < this.#count('tail')) return true;
    const living = this.#livingMembers();
    for (const { value } of this.#claims.getRange()) if (!living.has(value.consumer)) return true;
    return false;
  }

  #takeLeft(name: string, count: number): Claimed[] {
    const living = this.#livingMembers();
    const taken: Claimed[] = [];
    for (const { key, value } of [...this.#claims.getRange()]) {
      if (taken.length >= count) break;
      if (!living.has(value.consumer)) taken.push(this.#hand(key, name, value.attempts + 1));
    }
    for (const member of [...this.#members.getKeys()]) if (!living.has(member)) this.#members.remove(member);
    return taken;
  }

  #takeNew(name: string, count: number): Claimed[] {
    const head = this.#count('head');
    const end = Math.min(head + count, this.#count('tail'));
    const taken: Claimed[] = [];
    for (let sequence = head; sequence < end; sequence++) taken.push(this.#hand(sequence, name, 1));
    this.#state.put('head', end);
    return taken;
  }

  #hand(sequence: number, consumer: string, attempts: number): Claimed {
    this.#claims.put(sequence, { consumer, attempts });
    return { sequence, place: this.#chunks.get(sequence)!, attempts };
  }

  /** Members that have shown themselves lately and whose process is there. */
  #livingMembers(): Set<string> {
    const living = new Set<string>();
    for (const { key, value } of this.#members.getRange()) {
      if (Date.now() - value.seenAt < this.claimAfterMillis && processExists(value.pid)) living.add(key);
    }
    return living;
  }

  async #acknowledge(tokens: readonly string[]): Promise<void> {
    const done = await this.#change(() => {
      let bytes = this.#count('bytes');
      const finished: string[] = [];
      for (const sequence of tokens.map(Number)) {
        const place = this.#chunks.get(sequence);
        if (place === undefined) continue;
        bytes -= place.length;
        this.#chunks.remove(sequence);
        this.#claims.remove(sequence);
        if (this.#counts.release(place.segment)) finished.push(place.segment);
      }
      this.#state.put('bytes', bytes);
      return finished;
    });
    await this.#removeFiles(done);
  }

  /** A file gets no more chunks; it goes now if all of its chunks are acknowledged already. */
  async #finishSegment(segment: string): Promise<void> {
    if (await this.#change(() => this.#counts.finish(segment))) await this.#removeFiles([segment]);
  }

  /** Files whose writers are gone get no more chunks, and those without chunks go. */
  async #tidySegments(): Promise<void> {
    for (const segment of await this.#segments.list()) {
      if (this.#segments.isAbandoned(segment)) await this.#finishSegment(segment);
    }
  }

  async #removeFiles(segments: readonly string[]): Promise<void> {
    // What cannot be removed now is removed at the next start.
    for (const segment of segments) await this.#segments.remove(segment).catch(() => {});
  }

  #checkRoom(size: number): void {
    const held = this.#count('bytes');
    if (held + size <= this.maxBytes) return;
    throw new QueueFullError(`${this.description} holds ${held} of ${this.maxBytes} bytes`);
  }

  async #leave(name: string, blamed: boolean): Promise<void> {
    await this.#change(() => {
      this.#members.remove(name);
      for (const { key, value } of [...this.#claims.getRange()]) {
        if (value.consumer !== name) continue;
        this.#claims.put(key, { consumer: '', attempts: blamed ? value.attempts : value.attempts - 1 });
      }
    });
  }

  #count(counter: Counter): number {
    return this.#state.get(counter) ?? (counter === 'bytes' ? 0 : 1);
  }

  async #onDisk<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw new RetryableError(`${this.description}: ${messageOf(error)}`, { cause: error });
    }
  }

  async #change<T>(action: () => T): Promise<T> {
    try {
      return await this.#root.transaction(action);
    } catch (error) {
      if (error instanceof QueueFullError) throw error;
      const cause = await commitErrorOf(error);
      throw new RetryableError(`${this.description}: ${messageOf(cause)}`, { cause });
    }
  }
}

/** What the system said to a commit that failed: lmdb gives it as a promise, whose rejection is ours to handle. */
async function commitErrorOf(error: unknown): Promise<unknown> {
  const { commitError } = error as { commitError?: Promise<never> };
  return commitError === undefined ? error : commitError.catch((reason) => reason);
}
