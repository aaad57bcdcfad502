import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import type { Scope } from '../../config/api-tokens.js';
import { digestOf, type KeptToken, type TokenStore } from '../../pipeline/api-tokens.js';
import { UserError } from '../../pipeline/errors.js';
import { databaseError, shortQuery, sqlState } from './database.js';

/** Tells a scanner of repositories, and a person, whose token it is. */
const PREFIX = 'laf_';
const TOKEN_BYTES = 32;
const UNIQUE_VIOLATION = '23505';

export interface NewToken {
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Absent: it does not end by itself. */
  readonly expiresAt?: Date;
}

export interface ListedToken {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly created_at: Date;
  readonly expires_at: Date | null;
  readonly last_used_at: Date | null;
  readonly state: 'good' | 'expired' | 'revoked';
}

const INSERT = 'INSERT INTO laf.tokens (name, digest, scopes, expires_at) VALUES ($1, $2, $3, $4)';
const LIST = `
  SELECT id::text, name, scopes, created_at, expires_at, last_used_at,
    CASE WHEN revoked_at IS NOT NULL THEN 'revoked' WHEN expires_at <= now() THEN 'expired' ELSE 'good' END AS state
  FROM laf.tokens ORDER BY laf.tokens.id`;
const REVOKE = `
  UPDATE laf.tokens SET revoked_at = now()
  WHERE revoked_at IS NULL AND (name = $1 OR id::text = $1)
  RETURNING name`;
const GOOD = `
  SELECT id::text, digest, scopes, extract(epoch FROM expires_at)::float8 * 1000 AS expires
  FROM laf.tokens
  WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`;
const ANY = 'SELECT EXISTS (SELECT FROM laf.tokens) AS any';
/** At most once a minute for each, however many servers there are. */
const USED = `
  UPDATE laf.tokens SET last_used_at = now()
  WHERE id = ANY($1::bigint[]) AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`;

/** @returns the token, which nobody can be told again @throws UserError when the name is taken */
export async function createToken(pool: pg.Pool, { name, scopes, expiresAt }: NewToken): Promise<string> {
  const token = PREFIX + randomBytes(TOKEN_BYTES).toString('base64url');
  try {
    await pool.query(shortQuery(INSERT, [name, digestOf(token), scopes, expiresAt ?? null]));
    return token;
  } catch (error) {
    if (sqlState(error) !== UNIQUE_VIOLATION) throw databaseError(error);
    throw new UserError(`--name: there is a token "${name}" already; revoke it or take another name`);
  }
}

/** All there ever were, oldest first. */
export async function listTokens(pool: pg.Pool): Promise<ListedToken[]> {
  return (await ask<ListedToken>(pool, LIST)).rows;
}

/** @param token its name or id @returns the names of those revoked; none when there is no such token */
export async function revokeToken(pool: pg.Pool, token: string): Promise<string[]> {
  const { rows } = await ask<{ name: string }>(pool, REVOKE, [token]);
  return rows.map(({ name }) => name);
}

/** The tokens in laf.tokens, for servers. */
export class PostgresTokens implements TokenStore {
  constructor(private readonly pool: pg.Pool) {}

  async tokens(): Promise<{ any: boolean; good: KeptToken[] }> {
    const { rows } = await ask<{ id: string; digest: Buffer; scopes: Scope[]; expires: number | null }>(
      this.pool,
      GOOD,
    );
    const good = rows.map(({ id, digest, scopes, expires }) => ({
      ...{ id, digest, scopes },
      expiresAt: expires ?? Number.POSITIVE_INFINITY,
    }));
    return { good, any: good.length > 0 || (await ask<{ any: boolean }>(this.pool, ANY)).rows[0]!.any };
  }

  async used(ids: readonly string[]): Promise<void> {
    await ask(this.pool, USED, [ids]);
  }
}

async function ask<Row extends pg.QueryResultRow>(
  pool: pg.Pool,
  text: string,
  values?: unknown[],
): Promise<pg.QueryResult<Row>> {
  try {
    return await pool.query<Row>(shortQuery(text, values));
  } catch (error) {
    throw databaseError(error);
  }
}
