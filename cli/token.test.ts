import { Command } from 'commander';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../pipeline/errors.js';
import { startProgram } from '../test/support/program.js';
import { freshTables, type Tables } from '../test/support/tables.js';
import { tokenCommand } from './token.js';

let tables: Tables;

beforeAll(async () => {
  tables = await freshTables();
});
afterAll(() => tables.drop());
beforeEach(async () => void (await tables.sql.query('TRUNCATE laf.tokens RESTART IDENTITY')));

async function run(...args: string[]): Promise<{ out: string; err: string }> {
  let [out, err] = ['', ''];
  const output = {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
  };
  const program = new Command('laf').exitOverride().configureOutput({ writeErr: () => {} });
  tokenCommand(program, output, { folder: '/nonexistent', variables: { DB_URL: tables.url } });
  await program.parseAsync(['token', ...args], { from: 'user' });
  return { out, err };
}

describe('laf token', () => {
  it('shows a token once and keeps its hash alone', async () => {
    const { out, err } = await run('create', '--name', 'grafana', '--scopes', 'read', '--expires', '90d');
    expect(out).toMatch(/^laf_[\w-]{43}\n$/);
    expect(err).toMatch(/^The token "grafana" may read and ends at 20\S+Z\. It is not shown again:\n$/);
    const { rows } = await tables.sql.query('SELECT * FROM laf.tokens');
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(out.trim());
    const days = (rows[0].expires_at.getTime() - Date.now()) / 86_400_000;
    expect(days).toBeCloseTo(90, 2);
  });

  it('lists what there is and was, and revokes by name or id', async () => {
    await run('create', '--name', 'one');
    await run('create', '--name', 'two', '--scopes', 'admin', '--expires', '2999-12-31');
    await run('create', '--name', 'three', '--scopes', 'read,ingest');
    await tables.sql.query(`UPDATE laf.tokens SET expires_at = now() WHERE name = 'three'`);
    expect((await run('revoke', 'one')).out).toBe('revoked: one; servers refuse it within seconds\n');
    const cells = async () =>
      (await run('list')).out.split('\n').map((line) => line.split(/ {2,}/).slice(0, 4).join('|'));
    expect(await cells()).toEqual([
      'id|name|scopes|state',
      '1|one|ingest,read|revoked',
      '2|two|admin|good',
      '3|three|ingest,read|expired',
      '',
    ]);
    await run('revoke', '2');
    expect((await cells())[2]).toBe('2|two|admin|revoked');
    await expect(run('revoke', 'one')).rejects.toThrow(
      new UserError('there is no good token with the name or id "one"; "laf token list" has all'),
    );
    // A name is free again once its token is revoked.
    await run('create', '--name', 'one');
    const listed = JSON.parse((await run('list', '--json')).out);
    expect(listed).toHaveLength(4);
    expect(Object.keys(listed[0])).not.toContain('digest');
  });

  it.each([
    [['--scopes', 'read,wirte'], '--scopes: "read,wirte" must be some of ingest, read, admin'],
    [['--scopes', ''], '--scopes: "" must be some of ingest, read, admin'],
    [['--expires', '90'], '--expires: "90" must be a time from now such as 12h or 90d, or one to come'],
    [['--expires', '2020-01-01'], '--expires: "2020-01-01" must be a time from now'],
    [['--name', ' '], '--name: " " must have 1 to 100 characters'],
  ])('refuses %j', async (flags, message) => {
    await expect(run('create', ...flags)).rejects.toThrow(message);
  });

  it('refuses a name that is taken', async () => {
    await run('create', '--name', 'one');
    await expect(run('create', '--name', 'one')).rejects.toThrow('--name: there is a token "one" already');
  });
});

it('takes effect in a server that runs, and its use is noted', async () => {
  const program = await startProgram({ environment: { DB_URL: tables.url, HOST: '127.0.0.1' } });
  const statusWith = async (token?: string) =>
    (await fetch(`${program.url}/logs/`, token ? { headers: { authorization: `Bearer ${token}` } } : {}))
      .status;
  expect(await statusWith()).toBe(200);
  const reader = (await run('create', '--name', 'reader', '--scopes', 'read')).out.trim();
  const shipper = (await run('create', '--name', 'shipper', '--scopes', 'ingest')).out.trim();
  await expect.poll(() => statusWith(shipper)).toBe(403);
  expect([await statusWith(), await statusWith(reader)]).toEqual([401, 200]);
  const usedOf = async (name: string) => {
    const { rows } = await tables.sql.query('SELECT last_used_at FROM laf.tokens WHERE name = $1', [name]);
    return rows[0].last_used_at as Date | null;
  };
  await expect.poll(() => usedOf('reader')).not.toBeNull();
  await run('revoke', 'reader');
  await expect.poll(() => statusWith(reader)).toBe(401);
  await program.stop();
});
