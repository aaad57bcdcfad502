import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { COLUMNS, type Experiment } from './trial.js';

const ROUNDS = 3;

export const copyFormat: Experiment = {
  question: 'format of COPY, finished rows over one connection, the middle of three',
  run: async (sql, rows) => {
    const figures: Awaited<ReturnType<Experiment['run']>> = {};
    for (const format of ['text', 'binary']) {
      const through = new PassThrough();
      const [bytes] = await Promise.all([
        buffer(through),
        pipeline(sql.query(copyTo(`COPY rows (${COLUMNS}) TO STDOUT (FORMAT ${format})`)), through),
      ]);
      const taken: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        await sql.query('DROP TABLE IF EXISTS variant');
        await sql.query('CREATE TABLE variant (LIKE rows)');
        await sql.query('CREATE INDEX ON variant USING brin ("timestamp", id) WITH (pages_per_range = 32)');
        await sql.query('CHECKPOINT');
        const start = performance.now();
        const copy = sql.query(copyFrom(`COPY variant (${COLUMNS}) FROM STDIN (FORMAT ${format})`));
        await pipeline(Readable.from(pieces(bytes)), copy);
        taken.push((performance.now() - start) / 1000);
      }
      const seconds = taken.sort((a, b) => a - b)[(ROUNDS - 1) / 2]!;
      figures[format] = {
        rows_a_s: Math.round(rows / seconds),
        bytes_a_row: Math.round(bytes.length / rows),
      };
    }
    return figures;
  },
};

const PIECE = 2 ** 18;

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += PIECE) yield bytes.subarray(start, start + PIECE);
}
