import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';
import { ForeignPageError, TokenMissingError, TokenWrongError } from './errors.js';
import { isSameOrigin } from './same-origin.js';
import { hasSession, sessionCookie } from './session-cookie.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** `public` routes answer without a token: the page's shell, its docs and the health probe. */
    access?: 'public';
  }
}

/** Knows the tokens of API_TOKENS. Without any, everybody is let in. */
export class Authenticator {
  readonly #digests: Buffer[];

  constructor(tokens: readonly string[]) {
    this.#digests = tokens.map(digest);
  }

  /** Whether callers need a token. */
  get required(): boolean {
    return this.#digests.length > 0;
  }

  /**
   * @param headers `authorization`, else the `cookie` of a session
   * @param token one given in another way (`?token=`, where a browser cannot set headers)
   * @throws TokenMissingError, TokenWrongError
   */
  check(headers: Pick<IncomingHttpHeaders, 'authorization' | 'cookie'>, token?: string): void {
    if (!this.required) return;
    const given = bearer(headers.authorization) ?? token;
    if (given === undefined || given === '') {
      if (hasSession(headers.cookie, this.#digests)) return;
      throw new TokenMissingError();
    }
    if (!this.#knows(given)) throw new TokenWrongError();
  }

  /** As `check`, without a reason. */
  admits(headers: IncomingHttpHeaders): boolean {
    try {
      this.check(headers);
      return true;
    } catch {
      return false;
    }
  }

  /**
   * @returns the `Set-Cookie` of a new session; undefined where nobody needs one
   * @throws TokenWrongError
   */
  logIn(token: string): string | undefined {
    if (!this.required) return undefined;
    if (!this.#knows(token)) throw new TokenWrongError();
    return sessionCookie(digest(token));
  }

  /**
   * Keeps pages of other origins from acting with the cookie of a session, or from planting one. Browsers send the
   * origin with every call that is not GET or HEAD; programs send none, and no cookie.
   *
   * @throws ForeignPageError
   */
  checkPage({ origin, host, cookie }: IncomingHttpHeaders): void {
    if (origin === undefined ? cookie === undefined : isSameOrigin(origin, host ?? '')) return;
    throw new ForeignPageError(origin ?? 'a page without an origin');
  }

  /** Digests are of one length and all are compared, so the time it takes says nothing about any token. */
  #knows(token: string): boolean {
    const given = digest(token);
    let found = false;
    for (const known of this.#digests) found = timingSafeEqual(known, given) || found;
    return found;
  }
}

/** Refuses every request without a known token, those to no route included. */
export function installAuthentication(app: FastifyInstance, authenticator: Authenticator): void {
  if (!authenticator.required) return;
  app.addHook('onRequest', (request: FastifyRequest, reply, done) => {
    if (request.routeOptions.config?.access === 'public') return done();
    try {
      authenticator.check(request.headers);
      if (actsBySession(request)) authenticator.checkPage(request.headers);
      done();
    } catch (error) {
      if ((error as FastifyError).statusCode === 401) reply.header('www-authenticate', CHALLENGE);
      done(error as Error);
    }
  });
}

function actsBySession({ method, headers }: FastifyRequest): boolean {
  return method !== 'GET' && method !== 'HEAD' && bearer(headers.authorization) === undefined;
}

/** RFC 6750 §3. */
export const CHALLENGE = 'Bearer realm="Logs & Found"';

function bearer(authorization: string | undefined): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
