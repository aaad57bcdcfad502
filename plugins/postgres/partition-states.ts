import type pg from 'pg';
import { Gauge, type Registry } from 'prom-client';
import { AnswerInTime } from '../../pipeline/answer-in-time.js';
import { databaseError } from './database.js';

/** How many partitions of laf.logs are in each state (docs/storage.md). */
export interface PartitionStates {
  readonly hot: number;
  readonly sealing: number;
  readonly sealed: number;
}

const STATES = `
  SELECT count(*) FILTER (WHERE state = 'hot')::int AS hot, count(*) FILTER (WHERE state = 'sealing')::int AS sealing,
    count(*) FILTER (WHERE state = 'sealed')::int AS sealed
  FROM laf.partitions`;

/** @throws RetryableError while the database is away */
export async function readPartitionStates(pool: pg.Pool): Promise<PartitionStates> {
  const { rows } = await pool.query<PartitionStates>(STATES).catch((error) => {
    throw databaseError(error);
  });
  return rows[0]!;
}

/** A scrape waits no longer for a database that is away; Prometheus gives up after 10 s unless told. */
const ANSWER_MILLIS = 2000;

/** How many partitions are in each state, as it is at a scrape. While the database does not answer they are missing, not zero. */
export class PartitionGauge {
  readonly #gauge: Gauge;
  readonly #states: AnswerInTime<PartitionStates>;

  constructor(registry: Registry, pool: pg.Pool, answerMillis = ANSWER_MILLIS) {
    const help = 'Partitions of laf.logs by state; sealing ones wait for their indexes.';
    this.#gauge = new Gauge({ name: 'laf_partitions', help, labelNames: ['state'], registers: [registry] });
    this.#states = new AnswerInTime(() => readPartitionStates(pool), answerMillis);
  }

  /** Asks the database. Never throws. */
  async refresh(): Promise<void> {
    const states = await this.#states.get();
    this.#gauge.reset();
    for (const [state, partitions] of Object.entries(states ?? {})) this.#gauge.set({ state }, partitions);
  }
}
