import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RateLimit } from '../../config/rate-limit.js';
import { TooManyError } from '../replies/errors.js';
import type { Authenticator } from './authentication.js';

export interface RateLimits {
  /** Of calls that take records in. */
  readonly ingest?: RateLimit;
  /** Of all other calls. */
  readonly calls?: RateLimit;
}

/** Callers are counted apart; the counts of those that have called least lately are forgotten beyond so many. */
const MOST_CALLERS = 10_000;

type Limiter = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/**
 * Refuses callers that call too often, each token for itself, and who has none by address: guessing tokens counts, too.
 * What anybody may ask for without a token is free, except for logging in. Before the authentication; where there is no
 * limit nothing is installed.
 */
export function installRateLimits(
  app: FastifyInstance,
  authenticator: Authenticator,
  { ingest, calls }: RateLimits,
): void {
  if (ingest === undefined && calls === undefined) return;
  const keyGenerator = ({ headers, ip }: FastifyRequest) => authenticator.identify(headers)?.name ?? ip;
  app.register(rateLimit, { global: false, cache: MOST_CALLERS, keyGenerator });
  let limiters: { ingest?: Limiter; calls?: Limiter } = {};
  app.after(() => {
    const limiterOf = (limit: RateLimit) =>
      app.rateLimit({
        max: limit.calls,
        timeWindow: limit.millis,
        errorResponseBuilder: (_request, { ttl }) => tooMany(limit, ttl),
      }) as unknown as Limiter;
    limiters = { ...(ingest && { ingest: limiterOf(ingest) }), ...(calls && { calls: limiterOf(calls) }) };
  });
  app.addHook('onRequest', async (request, reply) => {
    const { access } = request.routeOptions.config ?? {};
    if (access === 'public' && request.routeOptions.url !== '/session') return;
    await (access === 'ingest' ? limiters.ingest : limiters.calls)?.call(app, request, reply);
  });
}

function tooMany({ calls, millis }: RateLimit, ttl: number): Error {
  return new TooManyError(calls, millis / 1000, Math.ceil(ttl / 1000));
}
