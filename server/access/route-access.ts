import type { FastifyInstance, FastifySchema } from 'fastify';
import type { Scope } from '../../config/api-tokens.js';
import { ErrorSchema } from '../schemas.js';
import type { RateLimits } from './rate-limits.js';

interface DescribedSchema extends FastifySchema {
  hide?: boolean;
  security?: readonly Record<string, readonly string[]>[];
}

/**
 * Gives each route that does not say which scope it needs the default of where it stands, and writes into its
 * description what it needs and how it refuses. Before whatever collects descriptions.
 *
 * @param optional whether calls are let in without a token, too
 */
export function installRouteAccess(
  app: FastifyInstance,
  { optional, limits }: { readonly optional: boolean; readonly limits: RateLimits },
): void {
  app.defaultAccess = 'read';
  app.addHook('onRoute', function (this: FastifyInstance, route) {
    // What CORS asks before, without a token, has routes of its own.
    const given = route.method === 'OPTIONS' ? 'public' : route.config?.access;
    const access = given ?? this.defaultAccess;
    route.config = { ...route.config, access };
    const schema = route.schema as DescribedSchema | undefined;
    if (schema === undefined || schema.hide) return;
    const described = {
      ...schema,
      response: { ...common(schema), ...(schema.response as object | undefined) },
    };
    const more = access === 'public' ? { security: [] } : guarded(described, access, optional, limits);
    route.schema = { ...described, ...more } as FastifySchema;
  });
}

/** How the server refuses what no route has looked at. */
function common({ body }: DescribedSchema): Record<number, object> {
  const ofBody: Record<number, object> = {
    413: { ...ErrorSchema, description: 'The body is too large' },
    415: { ...ErrorSchema, description: 'The Content-Type is none that this call reads' },
  };
  return {
    400: { ...ErrorSchema, description: 'The address, or a part of the request, is wrong' },
    431: { ...ErrorSchema, description: 'Address and headers are too large' },
    ...(body === undefined ? {} : ofBody),
  };
}

function guarded(
  { response }: DescribedSchema,
  scope: Scope,
  optional: boolean,
  limits: RateLimits,
): DescribedSchema {
  const limit = scope === 'ingest' ? limits.ingest : limits.calls;
  return {
    security: [{ token: [scope] }, { session: [scope] }, ...(optional ? [{}] : [])],
    response: {
      ...(response as object | undefined),
      401: { ...ErrorSchema, description: 'A token is needed, or the one that was sent is not good' },
      403: { ...ErrorSchema, description: `The token lacks the scope ${scope}` },
      ...(limit && {
        429: { ...ErrorSchema, description: 'Too many calls; Retry-After says when to try again' },
      }),
    },
  };
}
