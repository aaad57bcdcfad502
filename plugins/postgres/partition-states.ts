import type pg from 'pg';
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
