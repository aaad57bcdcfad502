import { timingSafeEqual } from 'node:crypto';
import type { Logger } from 'pino';
import type { ApiToken, Scope } from '../../config/api-tokens.js';
import { digestOf, type KeptToken, type TokenStore } from '../../pipeline/api-tokens.js';
import { messageOf } from '../../pipeline/errors.js';
import { signerOf } from './session-cookie.js';

/** A token that was made or revoked is known this long after, at the latest, in every server. */
const REFRESH_MILLIS = 2000;
/** How exactly it is known when a token was used last. */
const USED_MILLIS = 60_000;

/** Whoever has a token. Of one token there is one, as long as it is good. */
export class Caller {
  /** Whether it has called since that was last noted. */
  active = false;
  notedAt = 0;

  /** @param name for logs and counts: of the token, without being it */
  constructor(
    readonly name: string,
    readonly digest: Buffer,
    readonly scopes: readonly Scope[],
    readonly expiresAt = Number.POSITIVE_INFINITY,
  ) {}

  may(scope: Scope): boolean {
    return this.scopes.includes(scope) || this.scopes.includes('admin');
  }
}

/** The tokens that are good now: those of API_TOKENS, and those that the store keeps, looked up again and again. */
export class TokenRing {
  readonly #fixed: readonly Caller[];
  #kept = new Map<string, Caller>();
  #callers: readonly Caller[];
  #required: boolean;
  #timer: NodeJS.Timeout | undefined;
  #away = false;
  readonly #listeners = new Set<() => void>();

  constructor(
    tokens: readonly ApiToken[],
    private readonly store: TokenStore | undefined,
    private readonly logger: Logger,
  ) {
    this.#fixed = tokens.map(
      ({ token, scopes }, index) => new Caller(`API_TOKENS[${index}]`, digestOf(token), scopes),
    );
    this.#callers = this.#fixed;
    this.#required = this.#fixed.length > 0;
  }

  /** Whether callers need a token. */
  get required(): boolean {
    return this.#required;
  }

  /** Whether it can be that they need one, now or later. */
  get mayBeRequired(): boolean {
    return this.#required || this.store !== undefined;
  }

  /** All are compared, and digests are of one length, so the time it takes says nothing about any token. */
  holderOf(token: string): Caller | undefined {
    const given = digestOf(token);
    let found: Caller | undefined;
    for (const caller of this.#callers) if (timingSafeEqual(caller.digest, given)) found = caller;
    return found !== undefined && this.isGood(found) ? found : undefined;
  }

  /** Whose session the `Cookie` header of a request has. */
  holderOfSession(cookie: string | undefined): Caller | undefined {
    const found = signerOf(cookie, this.#callers);
    return found !== undefined && this.isGood(found) ? found : undefined;
  }

  isGood(caller: Caller): boolean {
    return caller.expiresAt > Date.now() && this.#callers.includes(caller);
  }

  /** Tells after each look at the store that has found another set of tokens, and whenever one may have ended. */
  onLook(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Looks for the store's tokens, and goes on to. @throws RetryableError when they cannot be had at first */
  async start(): Promise<void> {
    if (this.store === undefined) return;
    await this.#look(this.store);
    this.#next(this.store);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #next(store: TokenStore): void {
    this.#timer = setTimeout(async () => {
      await this.#lookAgain(store);
      if (this.#timer !== undefined) this.#next(store);
    }, REFRESH_MILLIS).unref();
  }

  /** While the store is away, the tokens known before are good. */
  async #lookAgain(store: TokenStore): Promise<void> {
    try {
      await this.#look(store);
      await this.#note(store);
      this.#away = false;
    } catch (error) {
      if (!this.#away) this.logger.warn({ error: messageOf(error) }, 'the tokens cannot be looked up');
      this.#away = true;
    }
  }

  async #look(store: TokenStore): Promise<void> {
    const { any, good } = await store.tokens();
    this.#kept = new Map(good.map((token) => [token.id, this.#kept.get(token.id) ?? toCaller(token)]));
    this.#callers = [...this.#fixed, ...this.#kept.values()];
    this.#required = this.#fixed.length > 0 || any;
    for (const listener of this.#listeners) listener();
  }

  async #note(store: TokenStore): Promise<void> {
    const now = Date.now();
    const active = [...this.#kept].filter(([, { active, notedAt }]) => active && now - notedAt > USED_MILLIS);
    if (active.length === 0) return;
    await store.used(active.map(([id]) => id));
    for (const [, caller] of active) {
      caller.active = false;
      caller.notedAt = now;
    }
  }
}

function toCaller({ id, digest, scopes, expiresAt }: KeptToken): Caller {
  return new Caller(`token ${id}`, digest, scopes, expiresAt);
}
