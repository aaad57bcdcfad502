import type { IncomingMessage, ServerResponse } from 'node:http';
import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import helmet from 'helmet';

/** For answers that are data: a browser that shows one loads nothing, runs nothing and frames nothing. */
const NOTHING = ["'none'"];

/** What helmet would say on each answer, found out once. Only a proxy that speaks HTTPS may promise HTTPS. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = headersOf(
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: NOTHING, baseUri: NOTHING, formAction: NOTHING, frameAncestors: NOTHING },
    },
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
  }),
);

/** Sets them wherever a browser may look; intake, which programs call, keeps the least. */
export function installSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    if (request.routeOptions.config?.access === 'ingest') reply.header('x-content-type-options', 'nosniff');
    else reply.headers(SECURITY_HEADERS);
    done();
  });
}

/** Lets pages of other origins ask with a token. Sessions stay with pages of this one. */
export function installCors(app: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return;
  app.register(cors, {
    origin: origins.includes('*') ? '*' : [...origins],
    methods: ['GET', 'HEAD', 'POST'],
    allowedHeaders: ['authorization', 'content-type', 'content-encoding', 'idempotency-key', 'x-request-id'],
    exposedHeaders: ['x-request-id', 'retry-after'],
    maxAge: 600,
  });
}

function headersOf(set: ReturnType<typeof helmet>): Record<string, string> {
  const headers: Record<string, string> = {};
  const response = {
    setHeader: (name: string, value: string) => {
      headers[name.toLowerCase()] = value;
    },
    removeHeader: () => undefined,
  };
  set({} as IncomingMessage, response as unknown as ServerResponse, () => undefined);
  return headers;
}
