import type pg from 'pg';
import type { CommitOutcome } from '../../pipeline/store.js';
import { databaseError, shortQuery } from './database.js';

const POLL_MILLIS = 10;

interface Waiting {
  readonly deadline: number;
  readonly resolve: (outcome: CommitOutcome) => void;
  readonly reject: (error: Error) => void;
}

const SELECT = `
  SELECT chunk_id, sum(stored)::int AS stored, sum(filtered)::int AS filtered,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('index', index, 'reason', reason)), '[]')
     FROM laf.dead_letters letter WHERE letter.chunk_id = ledger.chunk_id) AS letters
  FROM laf.ledger WHERE chunk_id = ANY ($1::uuid[]) GROUP BY chunk_id`;

interface Row {
  chunk_id: string;
  stored: number;
  filtered: number;
  letters: { index: number; reason: string }[];
}

/**
 * Waits for chunks to appear in the ledger: one question every 10 ms for all who wait, none while nobody does. It works
 * whichever process commits, and through PgBouncer, where LISTEN does not.
 */
export class CommitWatch {
  readonly #waiting = new Map<string, Waiting[]>();
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly pool: pg.Pool) {}

  wait(chunkId: string, timeoutMillis: number): Promise<CommitOutcome> {
    return new Promise((resolve, reject) => {
      const waiting = { deadline: performance.now() + timeoutMillis, resolve, reject };
      this.#waiting.set(chunkId, [...(this.#waiting.get(chunkId) ?? []), waiting]);
      this.#timer ??= setTimeout(() => this.#look(), POLL_MILLIS);
    });
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const id of [...this.#waiting.keys()]) this.#end(id, { state: 'pending' });
  }

  async #look(): Promise<void> {
    try {
      const { rows } = await this.pool.query<Row>(shortQuery(SELECT, [[...this.#waiting.keys()]]));
      for (const { chunk_id, stored, filtered, letters } of rows) {
        this.#end(chunk_id, { state: 'committed', stored, filtered, deadLetters: letters });
      }
      this.#giveUpLate();
    } catch (error) {
      for (const waiting of [...this.#waiting.values()].flat()) waiting.reject(databaseError(error));
      this.#waiting.clear();
    }
    this.#timer = this.#waiting.size === 0 ? undefined : setTimeout(() => this.#look(), POLL_MILLIS);
  }

  #end(chunkId: string, outcome: CommitOutcome): void {
    for (const { resolve } of this.#waiting.get(chunkId) ?? []) resolve(outcome);
    this.#waiting.delete(chunkId);
  }

  #giveUpLate(): void {
    const now = performance.now();
    for (const [chunkId, all] of this.#waiting) {
      const [late, others] = [
        all.filter(({ deadline }) => deadline <= now),
        all.filter(({ deadline }) => deadline > now),
      ];
      for (const { resolve } of late) resolve({ state: 'pending' });
      if (others.length === 0) this.#waiting.delete(chunkId);
      else this.#waiting.set(chunkId, others);
    }
  }
}
