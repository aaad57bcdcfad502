import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Scope } from '../../config/api-tokens.js';
import { ForeignPageError, ScopeError, TokenMissingError, TokenWrongError } from '../replies/errors.js';
import { isSameOrigin } from './same-origin.js';
import { sessionCookie, sessionEnd } from './session-cookie.js';
import type { Caller, TokenRing } from './token-ring.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The scope a call needs, else `defaultAccess`. `public` routes answer without a token: the page's shell, the health probe. */
    access?: 'public' | Scope;
  }
  interface FastifyInstance {
    /** What routes below this instance need that do not say it themselves. */
    defaultAccess: Scope;
  }
  interface FastifyRequest {
    /** Whose token it came with; null where none is needed or none was looked for. */
    caller: Caller | null;
  }
}

/** Decides who may call what. Without any tokens, everybody may everything. */
export class Authenticator {
  constructor(private readonly ring: TokenRing) {}

  /** Whether callers need a token. */
  get required(): boolean {
    return this.ring.required;
  }

  /**
   * @param headers `authorization`, else the `cookie` of a session
   * @param scope what is asked for; undefined: any token will do
   * @param token one given in another way (`?token=`, where a browser cannot set headers)
   * @returns who it is; undefined where nobody needs a token
   * @throws TokenMissingError, TokenWrongError, ScopeError
   */
  check(
    headers: Pick<IncomingHttpHeaders, 'authorization' | 'cookie'>,
    scope: Scope | undefined,
    token?: string,
  ): Caller | undefined {
    if (!this.ring.required) return undefined;
    const caller = this.#callerOf(headers, token);
    caller.active = true;
    if (scope !== undefined && !caller.may(scope)) throw new ScopeError(scope, caller.scopes.join(', '));
    return caller;
  }

  /** Who calls, as far as that can be told; undefined where nobody is let in by it. */
  identify(headers: IncomingHttpHeaders): Caller | undefined {
    try {
      return this.check(headers, undefined);
    } catch {
      return undefined;
    }
  }

  /**
   * Lets somebody in for long, as {@link check} lets in for one call.
   *
   * @returns whether they would be let in at the time it is called: the token can be revoked or the session end
   */
  admit(...call: Parameters<Authenticator['check']>): () => boolean {
    const [{ authorization, cookie }, , token] = call;
    const caller = this.check(...call);
    const given = givenToken(authorization, token);
    const ends = caller === undefined || given !== undefined ? undefined : sessionEnd(cookie);
    return () => {
      if (ends !== undefined && ends <= Date.now()) return false;
      return caller === undefined ? !this.ring.required : this.ring.isGood(caller);
    };
  }

  /**
   * @returns the caller and the `Set-Cookie` of a new session; undefined where nobody needs one
   * @throws TokenWrongError
   */
  logIn(token: string): { caller: Caller; cookie: string } | undefined {
    if (!this.ring.required) return undefined;
    const caller = this.ring.holderOf(token);
    if (caller === undefined) throw new TokenWrongError();
    return { caller, cookie: sessionCookie(caller.digest) };
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

  #callerOf(
    { authorization, cookie }: Pick<IncomingHttpHeaders, 'authorization' | 'cookie'>,
    token: string | undefined,
  ): Caller {
    const given = givenToken(authorization, token);
    const caller = given === undefined ? this.ring.holderOfSession(cookie) : this.ring.holderOf(given);
    if (caller === undefined) throw given === undefined ? new TokenMissingError() : new TokenWrongError();
    return caller;
  }
}

/** Refuses every request without a good token of the route's scope; those to no route need any token. */
export function installAuthentication(app: FastifyInstance, authenticator: Authenticator): void {
  app.decorateRequest('caller', null);
  app.addHook('onRequest', (request: FastifyRequest, reply, done) => {
    const access = request.routeOptions.config?.access;
    if (access === 'public' || !authenticator.required) return done();
    try {
      request.caller = authenticator.check(request.headers, access) ?? null;
      if (actsBySession(request)) authenticator.checkPage(request.headers);
      done();
    } catch (error) {
      challenge(reply, error as FastifyError);
      done(error as Error);
    }
  });
}

function actsBySession({ method, headers }: FastifyRequest): boolean {
  return method !== 'GET' && method !== 'HEAD' && bearer(headers.authorization) === undefined;
}

/** RFC 6750 §3. */
export const CHALLENGE = 'Bearer realm="Logs & Found"';

function challenge(reply: FastifyReply, error: FastifyError): void {
  if (error.statusCode === 401) reply.header('www-authenticate', CHALLENGE);
  else if (error instanceof ScopeError) {
    reply.header('www-authenticate', `${CHALLENGE}, error="insufficient_scope"`);
  }
}

function givenToken(authorization: string | undefined, token: string | undefined): string | undefined {
  return (bearer(authorization) ?? token) || undefined;
}

function bearer(authorization: string | undefined): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
}
