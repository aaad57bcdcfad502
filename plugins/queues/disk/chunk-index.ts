import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, open, type RootDatabase } from 'lmdb';
import { chooseLeft, type QueueStatus } from '../../../pipeline/queue.js';
import { bootId } from './boot.js';
import { type ProcessMark, processExists, THIS_PROCESS } from './process-of.js';
import { SegmentCounts } from './segment-counts.js';
import { madeAt, type Place, type Survey } from './segments.js';

/*
 * What lies in the LMDB environment:
 *
 *   chunks    sequence → where its bytes lie (segments.ts) and when it came; gone when acknowledged
 *   claims    sequence → { consumer, attempts }: handed out; consumer '' when its member left
 *   members   consumer → { pid, space, seenAt }: refreshed while the member lives
 *   segments  file → { live, full }: how many of its chunks are not acknowledged, and whether it gets no more
 *   state     'tail' next sequence to write, 'head' next sequence never handed out, 'bytes' sum of all chunks,
 *             'built' set once the chunks that lay in files before are in it
 *
 * Every change is one LMDB transaction, so any number of processes may share the folder, and a process that is killed
 * leaves either all of a change or nothing.
 *
 * The index is never flushed where that is not needed: the files say themselves what is in them. Each start of the
 * machine has an index of its own; after a power cut the old one is not even opened, and a new one is built from the
 * files. Chunks that were acknowledged and whose file is still there are handed out again then, which the ledger knows.
 * A flush for the chunk and one for the index made the slowest hundredth of appends ten times as slow.
 */
interface Claim {
  consumer: string;
  attempts: number;
}

interface Member extends ProcessMark {
  seenAt: number;
}

/** A chunk that is not acknowledged. */
interface Kept extends Place {
  /** When it was appended, in milliseconds since 1970. */
  at: number;
}

/** A chunk that a member has been given, before its bytes are read. */
export interface Claimed {
  readonly sequence: number;
  readonly place: Place;
  readonly attempts: number;
}

type Counter = 'tail' | 'head' | 'bytes' | 'built';

const PREFIX = 'index';

/** Which chunks there are, in which order, and who has them. Changes belong into {@link ChunkIndex.change}. */
export class ChunkIndex {
  readonly #root: RootDatabase;
  readonly #chunks: Database<Kept, number>;
  readonly #claims: Database<Claim, number>;
  readonly #members: Database<Member, string>;
  readonly #counts: SegmentCounts;
  readonly #state: Database<number, Counter>;
  readonly #flushes: boolean;
  readonly #name: string;

  constructor(
    private readonly folder: string,
    private readonly claimAfterMillis: number,
    boot: string | undefined = bootId(),
  ) {
    this.#name = boot === undefined ? PREFIX : `${PREFIX}-${boot}`;
    const path = join(folder, this.#name);
    mkdirSync(path, { recursive: true });
    this.#flushes = boot === undefined;
    this.#root = open({
      path,
      maxDbs: 8,
      noMemInit: true,
      // Batching by turns of the event loop makes promises of its own, and rejects them unheard when a commit fails.
      eventTurnBatching: false,
      ...(this.#flushes ? {} : { noSync: true, overlappingSync: false }),
    });
    this.#chunks = this.#root.openDB({ name: 'chunks', keyEncoding: 'uint32' });
    this.#claims = this.#root.openDB({ name: 'claims', keyEncoding: 'uint32' });
    this.#members = this.#root.openDB({ name: 'members' });
    this.#counts = new SegmentCounts(this.#root.openDB({ name: 'segments' }));
    this.#state = this.#root.openDB({ name: 'state' });
  }

  /** One transaction: all that `action` changes, or nothing. */
  change<T>(action: () => T): Promise<T> {
    return this.#root.transaction(action);
  }

  /** Resolves once all changes are as safe as they need to be. */
  async flushed(): Promise<void> {
    if (this.#flushes) await this.#root.flushed;
  }

  async close(): Promise<void> {
    await this.flushed();
    await this.#root.close();
  }

  /**
   * Takes in the chunks that lay in files before this index was made, once; the first of several processes does it.
   * Returns the files without any: their writers went down with the machine.
   */
  async build(survey: () => readonly Survey[]): Promise<string[]> {
    const empty = await this.change(() => {
      if (this.#state.get('built') !== undefined) return [];
      this.#state.put('built', 1);
      return survey()
        .filter(({ segment, places }) => {
          this.add(places, madeAt(segment));
          return this.#counts.finish(segment);
        })
        .map(({ segment }) => segment);
    });
    this.#removeOthers();
    return empty;
  }

  /** Those of other starts of the machine. */
  #removeOthers(): void {
    const others = readdirSync(this.folder).filter((name) => name.startsWith(PREFIX) && name !== this.#name);
    for (const name of others) rmSync(join(this.folder, name), { recursive: true, force: true });
  }

  // --- Counters ---

  get bytes(): number {
    return this.#count('bytes');
  }

  #count(counter: Exclude<Counter, 'built'>): number {
    return this.#state.get(counter) ?? (counter === 'bytes' ? 0 : 1);
  }

  status(): Omit<QueueStatus, 'max_bytes'> {
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
    return { depth: lag + pending, bytes: this.bytes, lag, pending, consumers };
  }

  // --- Chunks ---

  /** When the oldest of them was appended; now when there is none. */
  oldest(): number {
    const [first] = this.#chunks.getRange({ limit: 1 });
    return first?.value.at ?? Date.now();
  }

  /** @param at when they were appended, in milliseconds since 1970 */
  add(places: readonly Place[], at = Date.now()): void {
    let tail = this.#count('tail');
    let bytes = this.bytes;
    for (const place of places) {
      this.#chunks.put(tail++, { ...place, at });
      this.#counts.add(place.segment);
      bytes += place.length;
    }
    this.#state.put('tail', tail);
    this.#state.put('bytes', bytes);
  }

  /** Takes chunks out; returns the files that nobody needs any more. */
  remove(sequences: readonly number[]): string[] {
    let bytes = this.bytes;
    const finished: string[] = [];
    for (const sequence of sequences) {
      const place = this.#chunks.get(sequence);
      if (place === undefined) continue;
      bytes -= place.length;
      this.#chunks.remove(sequence);
      this.#claims.remove(sequence);
      if (this.#counts.release(place.segment)) finished.push(place.segment);
    }
    this.#state.put('bytes', bytes);
    return finished;
  }

  /** Notes that a file gets no more chunks; true when none of it is needed. */
  finishSegment(segment: string): boolean {
    return this.#counts.finish(segment);
  }

  // --- Members and their claims ---

  see(member: string): void {
    this.#members.put(member, { ...THIS_PROCESS, seenAt: Date.now() });
  }

  /** Whether there is something to hand out; outside a transaction a hint. */
  hasWork(): boolean {
    if (this.#count('head') < this.#count('tail')) return true;
    const living = this.#livingMembers();
    for (const { value } of this.#claims.getRange()) if (!living.has(value.consumer)) return true;
    return false;
  }

  /** Hands chunks to a member, at most `count`: those that others left before all that is new. */
  claim(member: string, count: number): Claimed[] {
    const left = this.#claimLeft(member, count);
    return left.length > 0 ? left : this.#claimNew(member, count);
  }

  /** Takes claims back, and the attempt with them, because the bytes could not be read now. */
  unclaim(claimed: readonly Claimed[]): void {
    for (const { sequence, attempts } of claimed) {
      // One that its last holder has acknowledged after all is gone, and its claim stays so.
      if (this.#chunks.get(sequence) === undefined) continue;
      this.#claims.put(sequence, { consumer: '', attempts: attempts - 1 });
    }
  }

  /** @param blamed one of its chunks may have ended the member: they keep the attempt */
  leave(member: string, blamed: boolean): void {
    this.#members.remove(member);
    for (const { key, value } of [...this.#claims.getRange()]) {
      if (value.consumer !== member) continue;
      this.#claims.put(key, { consumer: '', attempts: blamed ? value.attempts : value.attempts - 1 });
    }
  }

  #claimLeft(member: string, count: number): Claimed[] {
    const living = this.#livingMembers();
    const left: { sequence: number; attempts: number }[] = [];
    for (const { key, value } of this.#claims.getRange()) {
      if (!living.has(value.consumer)) left.push({ sequence: key, attempts: value.attempts });
    }
    for (const name of [...this.#members.getKeys()]) if (!living.has(name)) this.#members.remove(name);
    return chooseLeft(left, count).map(({ sequence, attempts }) =>
      this.#hand(sequence, member, attempts + 1),
    );
  }

  #claimNew(member: string, count: number): Claimed[] {
    const head = this.#count('head');
    const end = Math.min(head + count, this.#count('tail'));
    const taken: Claimed[] = [];
    for (let sequence = head; sequence < end; sequence++) taken.push(this.#hand(sequence, member, 1));
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
      // Seen in the future: a clock has been set back, and who lives shows himself again.
      const seen = Math.abs(Date.now() - value.seenAt) < this.claimAfterMillis;
      if (seen && processExists(value) !== false) living.add(key);
    }
    return living;
  }
}
