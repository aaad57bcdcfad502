import { afterAll, beforeAll, expect, it } from 'vitest';
import { startProgram } from '../support/program.js';
import { freshTables, type Tables } from '../support/tables.js';

const EVENTS = 500_000;
/** A whole answer is four times as much; 10 MiB were seen. */
const MOST_BYTES = 48 * 2 ** 20;

/** V8 collects garbage when it has to, so it gets little room: what is left is what the program holds on to. */
const program = () => ({
  pipeline: `
sources: { http: { type: http } }
queue: { type: memory }
transforms: { parse: { type: auto-detect, inputs: [http] } }
sinks: { store: { type: postgres, inputs: [parse] } }
`,
  environment: { DB_URL: tables.url, PORT: '0', NODE_OPTIONS: '--max-old-space-size=128' },
});

let tables: Tables;

beforeAll(async () => {
  tables = await freshTables();
  await tables.sql.query(`
    INSERT INTO laf.logs
    SELECT n, now() - interval '1 year', now(), 'INFO', 'host' || n % 3, 'auth', 'json', 'event ' || n || repeat(' and on', 40), '{"n":1}'
    FROM generate_series(1, ${EVENTS}) AS n`);
});
afterAll(() => tables.drop());

it.each(['ndjson', 'csv'])(
  'an export of half a million events takes no more memory than a small one: %s',
  async (format) => {
    const laf = await startProgram(program());
    const lines = async (query: string) => {
      const response = await fetch(`${laf.url}/logs/export?format=${format}&${query}`);
      expect(response.status).toBe(200);
      let [count, bytes] = [0, 0];
      for await (const piece of response.body!) {
        bytes += piece.length;
        for (let at = piece.indexOf(10); at !== -1; at = piece.indexOf(10, at + 1)) count += 1;
      }
      return { count, bytes };
    };
    const header = format === 'csv' ? 1 : 0;
    expect((await lines('filter=id%3A%3C%3D20000')).count).toBe(20_000 + header);
    const before = laf.memoryPeak();
    const all = await lines('');
    const grown = laf.memoryPeak() - before;
    expect(all.count).toBe(EVENTS + header);
    expect(all.bytes).toBeGreaterThan(2 * MOST_BYTES);
    expect(grown).toBeLessThan(MOST_BYTES);
    await laf.stop();
  },
);
