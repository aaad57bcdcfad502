import { PassThrough } from 'node:stream';
import { Command } from 'commander';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { FilterSyntaxError } from '../pipeline/filter/syntax-error.js';
import { asSink, batchOf, chunkOf } from '../test/support/batches.js';
import { freshTables, type Tables } from '../test/support/tables.js';
import { eraseCommand } from './erase.js';

let tables: Tables;

beforeAll(async () => {
  tables = await freshTables();
});
afterAll(() => tables.drop());

/** Four events, two of user 42, and a dead letter that names him. */
beforeEach(async () => {
  vi.stubEnv('DB_URL', tables.url);
  await tables.sql.query(
    'TRUNCATE laf.logs, laf.ledger, laf.accounts, laf.dead_letters, laf.rollup_deltas, laf.rollup_minutes, laf.removals',
  );
  const sink = asSink(tables.newSink());
  const { batch } = batchOf(chunkOf(Array.from({ length: 5 }, () => '{"message":"x","user_id":42}')));
  batch.events.forEach((event, i) => {
    event.fill('json', Date.now() * 1000, 'INFO', 'host', 'app', 'x', `{"user_id":${40 + (i % 2) * 2}}`);
  });
  for (const event of batch.events.splice(4)) batch.delivery.reject(event, { stage: 'in', reason: 'no' });
  await sink.write(batch);
  await sink.stop?.();
});
afterEach(() => vi.unstubAllEnvs());

/** Runs the command; `typed` is what a person at a terminal answers. */
async function run(args: readonly string[], typed?: string) {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  let [out, err] = ['', ''];
  stdout.on('data', (part) => {
    out += part;
  });
  stderr.on('data', (part) => {
    err += part;
  });
  if (typed !== undefined) {
    Object.assign(stdin, { isTTY: true });
    stdin.end(typed);
  }
  const program = new Command('laf').exitOverride().configureOutput({ writeErr: () => {} });
  eraseCommand(program, { stdin, stdout, stderr });
  await program.parseAsync(['erase', ...args], { from: 'user' });
  return { out, err };
}

const left = async () => {
  const { rows } = await tables.sql.query(
    `SELECT (SELECT count(*)::int FROM laf.logs) AS events, (SELECT count(*)::int FROM laf.dead_letters) AS letters,
       (SELECT count(*)::int FROM laf.removals) AS removals`,
  );
  return rows[0];
};

describe('laf erase', () => {
  it('shows how much it is and asks; a no deletes nothing', async () => {
    const { out, err } = await run(['user_id:42'], 'n\n');
    expect(out).toBe('2 events and 1 dead letter match user_id:42\nnothing was deleted\n');
    expect(err).toContain('Delete them for good? [y/N]');
    expect(await left()).toEqual({ events: 4, letters: 1, removals: 0 });
  });

  it('deletes after a yes and leaves a row that says who, what and how much', async () => {
    const { out } = await run(['user_id:42'], 'y\n');
    expect(out).toMatch(/^2 events and 1 dead letter deleted; laf.removals says when/m);
    expect(out).toContain('backups, replicas and the archived WAL still have them');
    expect(await left()).toEqual({ events: 2, letters: 0, removals: 1 });
    const { rows } = await tables.sql.query(
      'SELECT kind, what, actor, events::int, dead_letters::int, finished_at IS NOT NULL AS finished FROM laf.removals',
    );
    const row = { kind: 'erasure', what: 'user_id:42', events: 2, dead_letters: 1, finished: true };
    expect(rows).toEqual([{ ...row, actor: expect.stringMatching(/^\S+, database user \S+$/) }]);
  });

  it('does not ask with --yes, and without a terminal only then', async () => {
    await expect(run(['user_id:42'])).rejects.toThrow('there is no terminal to ask on: say --yes');
    expect(await left()).toEqual({ events: 4, letters: 1, removals: 0 });
    const { err } = await run(['user_id:40', '--yes']);
    expect(err).not.toContain('[y/N]');
    expect(await left()).toEqual({ events: 2, letters: 1, removals: 1 });
  });

  it('says so when nothing matches, and leaves no row', async () => {
    expect((await run(['user_id:1'], 'y\n')).out).toBe('0 events and 0 dead letters match user_id:1\n');
    expect(await left()).toEqual({ events: 4, letters: 1, removals: 0 });
  });

  it('refuses a filter that is wrong or empty before it looks at anything', async () => {
    vi.stubEnv('DB_URL', 'postgres://nobody@127.0.0.1:1/none');
    await expect(run(['user_id:(42', '--yes'])).rejects.toBeInstanceOf(FilterSyntaxError);
    await expect(run([' ', '--yes'])).rejects.toThrow('the filter is empty: say what to erase');
  });
});
