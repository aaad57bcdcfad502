import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { TokenMissingError, TokenWrongError } from './errors.js';

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
   * @param authorization the header of that name
   * @param token one given in another way (`?token=`, where a browser cannot set headers)
   * @throws TokenMissingError, TokenWrongError
   */
  check(authorization: string | undefined, token?: string): void {
    if (!this.required) return;
    const given = bearer(authorization) ?? token;
    if (given === undefined || given === '') throw new TokenMissingError();
    if (!this.#knows(given)) throw new TokenWrongError();
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
      authenticator.check(request.headers.authorization);
      done();
    } catch (error) {
      reply.header('www-authenticate', CHALLENGE);
      done(error as Error);
    }
  });
}

/** RFC 6750 §3. */
export const CHALLENGE = 'Bearer realm="Logs & Found"';

function bearer(authorization: string | undefined): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
