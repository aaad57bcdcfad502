import type pg from 'pg';
import { type RollupCount, RollupCounts } from './rollup-counts.js';
import type { RowBlock } from './row-encoder.js';

const ADD = `
  INSERT INTO laf.rollup_deltas (minute, level, source, application, events)
  SELECT to_timestamp(minute * 60), level, source, application, events
  FROM unnest($1::float8[], $2::text[], $3::text[], $4::text[], $5::int[])
    AS delta (minute, level, source, application, events)`;

/** Rows of a block, and those of them that are not in the table. */
export interface CountedBlock {
  readonly rows: RowBlock;
  readonly bad: ReadonlySet<number>;
}

/** Appends what rows that this transaction has written add to the counts by minute. */
export async function addToRollups(client: pg.ClientBase, blocks: readonly CountedBlock[]): Promise<void> {
  const counts = blocks.some(({ bad }) => bad.size > 0) ? countOneByOne(blocks) : countsOf(blocks);
  if (counts.length === 0) return;
  await client.query(ADD, [
    counts.map(({ minute }) => minute),
    counts.map(({ level }) => level.text),
    counts.map(({ source }) => source.text),
    counts.map(({ application }) => application.text),
    counts.map(({ events }) => events),
  ]);
}

function countsOf(blocks: readonly CountedBlock[]): readonly RollupCount[] {
  if (blocks.length === 1) return blocks[0]!.rows.counts.entries;
  const sums = new RollupCounts();
  for (const { rows } of blocks) {
    for (const { minute, level, source, application, events } of rows.counts.entries) {
      sums.add(minute, level, source, application, events);
    }
  }
  return sums.entries;
}

/** Seldom needed and slow: row by row, without those that PostgreSQL has refused. */
function countOneByOne(blocks: readonly CountedBlock[]): readonly RollupCount[] {
  const sums = new RollupCounts();
  for (const { rows, bad } of blocks) {
    for (let row = 0; row < rows.count; row++) {
      if (bad.has(row)) continue;
      const { minute, level, source, application } = rows.keyOf(row);
      sums.add(minute, level, source, application, 1);
    }
  }
  return sums.entries;
}
