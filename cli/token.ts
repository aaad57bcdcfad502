import { userInfo } from 'node:os';
import type { Command } from 'commander';
import type pg from 'pg';
import { readScopes, SCOPES, type Scope } from '../config/api-tokens.js';
import { readEnvironment } from '../config/environment.js';
import { parseDuration } from '../config/units.js';
import { UserError } from '../pipeline/errors.js';
import { createToken, type ListedToken, listTokens, revokeToken } from '../plugins/postgres/api-tokens.js';
import { createPool } from '../plugins/postgres/database.js';
import { migrate } from '../plugins/postgres/migrate.js';
import { runningDatabase } from './support/database-url.js';
import type { Surroundings } from './support/load-pipeline.js';
import type { Output } from './support/output.js';
import { visible } from './support/visible.js';

const MOST_NAME = 100;

interface CreateFlags {
  name?: string;
  scopes: string;
  expires?: string;
}

/**
 * `laf token`: tokens of the API beside those of API_TOKENS. They are kept in the database, so that every server of it
 * knows them within seconds.
 *
 * @throws UserError, EnvironmentError from the actions
 */
export function tokenCommand(
  program: Command,
  output: Output = process,
  surroundings: Surroundings = {},
): void {
  const inDatabase = <T>(work: (pool: pg.Pool) => Promise<T>) => withPool(surroundings, work);
  const command = program.command('token').description('make, list and revoke tokens of the API');
  command
    .command('create')
    .description('make a token and print it; it is shown this once')
    .option('--name <name>', 'what it is for; it must not be taken')
    .option('--scopes <scopes>', `what it may do: ${SCOPES.join(', ')} (everything)`, 'ingest,read')
    .option('--expires <when>', 'when it ends: after a time such as 90d, or at 2027-01-31; never unless told')
    .action((flags: CreateFlags) => create(flags, output, inDatabase));
  command
    .command('list')
    .description('list all tokens, those that are over too; none is shown itself')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: true }) => {
      const tokens = await inDatabase(listTokens);
      output.stdout.write(json ? `${JSON.stringify(tokens)}\n` : tableOf(tokens));
    });
  command
    .command('revoke')
    .description('end a token for good')
    .argument('<token>', 'its name or its id, as in the list')
    .action(async (token: string) => {
      const names = await inDatabase((pool) => revokeToken(pool, token));
      if (names.length === 0) {
        throw new UserError(
          `there is no good token with the name or id "${token}"; "laf token list" has all`,
        );
      }
      output.stdout.write(`revoked: ${names.map(visible).join(', ')}; servers refuse it within seconds\n`);
    });
}

type InDatabase = <T>(work: (pool: pg.Pool) => Promise<T>) => Promise<T>;

async function create(flags: CreateFlags, { stdout, stderr }: Output, inDatabase: InDatabase): Promise<void> {
  const scopes = scopesOf(flags.scopes);
  const expiresAt = flags.expires === undefined ? undefined : expiryOf(flags.expires);
  const name = nameOf(flags.name);
  const token = await inDatabase((pool) =>
    createToken(pool, { name, scopes, ...(expiresAt && { expiresAt }) }),
  );
  const until = expiresAt === undefined ? 'does not end' : `ends at ${expiresAt.toISOString()}`;
  stderr.write(
    `The token "${visible(name)}" may ${scopes.join(', ')} and ${until}. It is not shown again:\n`,
  );
  stdout.write(`${token}\n`);
}

async function withPool<T>(
  { folder, variables }: Surroundings,
  work: (pool: pg.Pool) => Promise<T>,
): Promise<T> {
  const { environment, problems } = readEnvironment(folder, variables);
  if (environment === undefined) throw new UserError(problems.join('\n'));
  const url = await runningDatabase(environment);
  // A token may be what the first start is waiting for.
  await migrate(url);
  const pool = createPool({ url, max: 1, name: 'token' });
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}

function scopesOf(text: string): Scope[] {
  const scopes = readScopes(text);
  if (scopes === undefined) {
    throw new UserError(`--scopes: "${text}" must be some of ${SCOPES.join(', ')}, with commas between`);
  }
  return scopes;
}

function nameOf(name = `${userInfo().username} ${new Date().toISOString()}`): string {
  if (name.trim() !== '' && name.length <= MOST_NAME) return name.trim();
  throw new UserError(`--name: "${name.slice(0, MOST_NAME)}" must have 1 to ${MOST_NAME} characters`);
}

const DATE = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?Z)?$/;

function expiryOf(text: string): Date {
  const millis = parseDuration(text);
  const at = millis === undefined ? Date.parse(DATE.test(text) ? text : '') : Date.now() + millis;
  // What a Date cannot hold is no time either.
  if (at > Date.now() && !Number.isNaN(new Date(at).getTime())) return new Date(at);
  throw new UserError(
    `--expires: "${text}" must be a time from now such as 12h or 90d, or one to come such as 2027-01-31 or ` +
      '2027-01-31T12:00:00Z',
  );
}

const HEAD = ['id', 'name', 'scopes', 'state', 'created', 'expires', 'last used'];

function tableOf(tokens: readonly ListedToken[]): string {
  const rows = tokens.map(({ id, name, scopes, state, created_at, expires_at, last_used_at }) => [
    ...[id, visible(name), scopes.join(','), state],
    ...[minute(created_at), minute(expires_at), minute(last_used_at)],
  ]);
  const all = [HEAD, ...rows];
  const widths = HEAD.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  const lines = all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

/** In UTC. */
function minute(time: Date | null): string {
  return time === null ? 'never' : time.toISOString().slice(0, 16).replace('T', ' ');
}
