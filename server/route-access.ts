import type { FastifyInstance, FastifySchema } from 'fastify';
import type { Scope } from '../config/api-tokens.js';
import { ErrorSchema } from './schemas.js';

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
export function installRouteAccess(app: FastifyInstance, optional: boolean): void {
  app.defaultAccess = 'read';
  app.addHook('onRoute', function (this: FastifyInstance, route) {
    const access = route.config?.access ?? this.defaultAccess;
    route.config = { ...route.config, access };
    const schema = route.schema as DescribedSchema | undefined;
    if (schema === undefined || schema.hide) return;
    if (access === 'public') route.schema = { security: [], ...schema } as FastifySchema;
    else route.schema = { ...schema, ...guarded(schema, access, optional) } as FastifySchema;
  });
}

function guarded({ response }: DescribedSchema, scope: Scope, optional: boolean): DescribedSchema {
  return {
    security: [{ token: [scope] }, { session: [scope] }, ...(optional ? [{}] : [])],
    response: {
      ...(response as object | undefined),
      401: { ...ErrorSchema, description: 'A token is needed, or the one that was sent is not good' },
      403: { ...ErrorSchema, description: `The token lacks the scope ${scope}` },
    },
  };
}
