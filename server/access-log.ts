import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

export type AccessLogLevel = 'off' | 'debug' | 'info';

const MOST_PATH = 200;
/** Asked for again and again by machines. */
const PROBES = new Set(['/health', '/metrics']);

/**
 * One line for each request, once its answer is out or its caller gone. Without the query, which may hold what is
 * searched for. Intake, probes and the files of the page are told at debug alone: they would be a flood.
 */
export function installAccessLog(app: FastifyInstance, logger: Logger, level: AccessLogLevel): void {
  if (level === 'off' || !logger.isLevelEnabled(level)) return;
  const tellsAll = logger.isLevelEnabled('debug');
  app.addHook('onRequest', (request, reply, done) => {
    const isQuiet = isFrequent(request);
    if (!isQuiet || tellsAll) {
      const told = isQuiet ? 'debug' : level;
      reply.raw.once('close', () => logger[told](line(request, reply), 'request'));
    }
    done();
  });
}

function isFrequent({ routeOptions: { config, url, schema } }: FastifyRequest): boolean {
  if (config?.access === 'ingest' || (url !== undefined && PROBES.has(url))) return true;
  return config?.access === 'public' && (schema as { hide?: boolean } | undefined)?.hide === true;
}

function line(request: FastifyRequest, reply: FastifyReply): Record<string, unknown> {
  const path = request.url.split('?', 1)[0]!;
  const { raw } = reply;
  return {
    request_id: request.id,
    method: request.method,
    path: path.length > MOST_PATH ? `${path.slice(0, MOST_PATH)}…` : path,
    status: raw.headersSent ? raw.statusCode : null,
    duration_ms: Math.round(reply.elapsedTime * 10) / 10,
    client_ip: request.ip,
    ...(request.caller !== null && { caller: request.caller.name }),
    ...(!raw.writableEnded && { aborted: true }),
  };
}
