import { createHash } from 'node:crypto';
import type { Scope } from '../config/api-tokens.js';

/** A token that the store keeps: only who was given it knows it. */
export interface KeptToken {
  readonly id: string;
  /** SHA-256 of the token. */
  readonly digest: Buffer;
  readonly scopes: readonly Scope[];
  /** Milliseconds since 1970; Infinity where it does not end. */
  readonly expiresAt: number;
}

/** Where tokens are kept that come and go while servers run. */
export interface TokenStore {
  /**
   * Those that are good now, and whether there ever was one: then callers need a token, or the server would be open to
   * everybody once the last one ends.
   *
   * @throws RetryableError
   */
  tokens(): Promise<{ readonly any: boolean; readonly good: readonly KeptToken[] }>;
  /** Notes that these were used just now. @throws RetryableError */
  used(ids: readonly string[]): Promise<void>;
}

/** What is kept and compared instead of a token. Tokens are long and random, so that a fast hash is enough. */
export function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
