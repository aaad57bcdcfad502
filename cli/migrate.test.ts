import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EnvironmentError } from '../pipeline/errors.js';
import { type FreshDatabase, freshDatabase } from '../test/support/postgres.js';
import { migrateCommand } from './migrate.js';

let database: FreshDatabase;

beforeEach(async () => {
  database = await freshDatabase();
  vi.stubEnv('DB_URL', database.url);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  process.exitCode = undefined;
  await database.drop();
});

/** What the command prints, and its exit code. */
async function run(...args: string[]) {
  process.exitCode = undefined;
  let out = '';
  const write = (text: string) => {
    out += text;
    return true;
  };
  const program = new Command('laf').exitOverride();
  migrateCommand(program, { stdout: { write }, stderr: { write } });
  await program.parseAsync(['migrate', ...args], { from: 'user' });
  return { lines: out.trimEnd().split('\n'), code: process.exitCode ?? 0 };
}

describe('laf migrate', () => {
  it('says what is missing with --check and ends with 1, applies it, and has nothing left to do', async () => {
    const missing = await run('--check');
    expect(missing.code).toBe(1);
    expect(missing.lines[0]).toBe('missing: 001-logs.sql');
    expect(await run('--check')).toEqual(missing);

    const applied = await run();
    expect(applied.code).toBe(0);
    expect(applied.lines).toEqual(missing.lines.map((line) => line.replace('missing', 'applied')));
    const done = { lines: ['the tables are up to date'], code: 0 };
    expect(await run()).toEqual(done);
    expect(await run('--check')).toEqual(done);
  });

  it('says which database does not answer', async () => {
    vi.stubEnv('DB_URL', 'postgres://somebody:secret@127.0.0.1:1/none');
    const error = await run('--check').catch((reason) => reason as Error);
    expect(error).toBeInstanceOf(EnvironmentError);
    expect((error as Error).message).toContain('postgres://somebody');
    expect((error as Error).message).not.toContain('secret');
  });
});
