import { randomUUID } from 'node:crypto';
import { type AddressInfo, isIPv6 } from 'node:net';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyPluginAsync,
  LogController,
} from 'fastify';
import type { HttpHost } from '../pipeline/plugin.js';
import { Authenticator, installAuthentication } from './access/authentication.js';
import { installRateLimits } from './access/rate-limits.js';
import { installRouteAccess } from './access/route-access.js';
import { installCors, installSecurityHeaders } from './access/security-headers.js';
import { TokenRing } from './access/token-ring.js';
import { installAccessLog } from './access-log.js';
import { dashboardRoutes } from './dashboard/routes.js';
import type { ServerDependencies } from './dependencies.js';
import { LiveFeed } from './feed/feed.js';
import { liveRoute } from './feed/route.js';
import { UpgradeProxy } from './feed/upgrade-proxy.js';
import { Front } from './front.js';
import { toListenError } from './listen-error.js';
import { installOpenApi, openApiRoutes } from './openapi.js';
import { installErrorReplies, MAX_HEADER_BYTES, replyToClientError } from './replies/error-replies.js';
import { deadLetterRoutes } from './routes/dead-letters.js';
import { healthRoute } from './routes/health.js';
import { logRoutes } from './routes/logs.js';
import { metricsRoute } from './routes/metrics.js';
import { parseRoutes } from './routes/parse.js';
import { pipelineRoute } from './routes/pipeline.js';
import { queueRoute } from './routes/queue.js';
import { sessionRoutes } from './routes/session.js';
import { installValidation } from './validation.js';

export type { Role, ServerDependencies } from './dependencies.js';
export type { FeedStatus } from './feed/feed.js';

/** Where the server answers; known once it listens. */
export interface ServerAddress {
  /** `http://127.0.0.1:5000` */
  url: string;
  port: number;
  /** Port of the live feed's own listener; absent without the `server` role. */
  feedPort?: number;
}

/** Life: createServer → mount, any number of times → listen once → remount, whenever → close once (also without `listen`). */
export interface HttpServer extends HttpHost {
  /**
   * Makes ready what answers with these mounted routes instead of those before; from the call of the returned function on
   * it does, for requests that begin then. Connections stay as they are.
   *
   * @throws when the routes cannot be together (one path twice)
   */
  remount(routes: readonly FastifyPluginAsync[]): Promise<() => void>;
  /** For tests: `app.inject` asks without a socket. */
  readonly app: FastifyInstance;
  /** Undefined without the `server` role. */
  readonly feed: Pick<LiveFeed, 'status'> | undefined;
  /** @throws EnvironmentError when the port is taken or the address is none of this machine's. */
  listen(): Promise<ServerAddress>;
  /** Takes nothing new, tells the feed's clients (1001), and resolves once running requests have their answers. */
  close(): Promise<void>;
}

/** Requests still running this long after `close` lose their connection: a client that never ends its body. */
const DRAIN_MILLIS = 10_000;

/** A whole request, body included, has to arrive in this time: slow links send 8 MiB in it, a slowloris gives up. */
const REQUEST_MILLIS = 300_000;

const REQUEST_ID = /^[\w.:-]{1,64}$/;

export function createServer(dependencies: ServerDependencies): HttpServer {
  const { apiTokens, tokenStore, host, feedPort, live, history, logger } = dependencies;
  const ring = new TokenRing(apiTokens, tokenStore, logger);
  const authenticator = new Authenticator(ring);
  if (!dependencies.roles.has('server')) return new Server(dependencies, ring, authenticator, undefined);
  const feed = new LiveFeed({ host, port: feedPort, live, history, logger, authenticator });
  ring.onLook(() => feed.letGo());
  return new Server(dependencies, ring, authenticator, feed);
}

/** All routes but mounted ones. */
function createRoutes(
  dependencies: ServerDependencies,
  authenticator: Authenticator,
  front: Front,
): FastifyInstance {
  const app = createApp(dependencies, front);
  installErrorReplies(app);
  installValidation(app);
  installSecurityHeaders(app);
  installAccessLog(app, dependencies.logger, dependencies.accessLog ?? 'off');
  const limits = dependencies.rateLimits ?? {};
  installRateLimits(app, authenticator, limits);
  installAuthentication(app, authenticator);
  installRouteAccess(app, { optional: !authenticator.required, limits });
  installCors(app, dependencies.corsOrigins ?? []);
  const isServer = dependencies.roles.has('server');
  if (isServer) installOpenApi(app);
  const { healthParts, lastReload, remedies } = dependencies;
  app.register(healthRoute(healthParts, { lastReload, remedies }));
  app.register(metricsRoute(dependencies.metrics));
  if (!isServer) return app;
  app.register(sessionRoutes(authenticator));
  registerServerRoutes(app, dependencies);
  return app;
}

function createApp({ logger }: ServerDependencies, front: Front): FastifyInstance {
  const app = Fastify({
    serverFactory: front.create,
    // At info Fastify says only where it listens, which `laf run` says better.
    loggerInstance: (logger.level === 'info'
      ? logger.child({}, { level: 'warn' })
      : logger) as FastifyBaseLogger,
    // access-log.ts has one line for each; what fails is logged by the error handler.
    logController: new LogController({ disableRequestLogging: true }),
    requestTimeout: REQUEST_MILLIS,
    http: { maxHeaderSize: MAX_HEADER_BYTES },
    genReqId: ({ headers }) => requestId(headers['x-request-id']),
    // Each route says itself how long a part of its path may be; the router's own answer has another shape.
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: MAX_HEADER_BYTES },
    clientErrorHandler: replyToClientError,
  });
  // While it closes, an answer ends its connection: one that stays open without requests would be waited for.
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (front.closing) reply.header('connection', 'close');
    done();
  });
  return app;
}

/** The caller's own id where it is one, so that a request can be followed from the proxy in front to here. */
function requestId(given: string | string[] | undefined): string {
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}

function registerServerRoutes(app: FastifyInstance, dependencies: ServerDependencies): void {
  const { store, queue, patterns, queueExtras, deadLetters, pipeline, metrics } = dependencies;
  app.register(openApiRoutes);
  app.register(dashboardRoutes);
  app.register(liveRoute);
  app.register(parseRoutes(() => dependencies.detector, patterns));
  app.register(logRoutes(store));
  if (deadLetters !== undefined) app.register(deadLetterRoutes(deadLetters));
  app.register(queueRoute(queue, store, queueExtras));
  if (pipeline !== undefined) app.register(pipelineRoute(pipeline, metrics));
}

/** What sources mount takes records in. */
function forIntake(routes: FastifyPluginAsync): FastifyPluginAsync {
  return async (app, options) => {
    app.defaultAccess = 'ingest';
    await routes(app, options);
  };
}

class Server implements HttpServer {
  readonly app: FastifyInstance;
  readonly #front = new Front();
  #upgrades: UpgradeProxy | undefined;

  constructor(
    private readonly dependencies: ServerDependencies,
    private readonly ring: TokenRing,
    private readonly authenticator: Authenticator,
    readonly feed: LiveFeed | undefined,
  ) {
    this.app = createRoutes(dependencies, authenticator, this.#front);
  }

  mount(routes: FastifyPluginAsync): void {
    this.app.register(forIntake(routes));
  }

  async remount(routes: readonly FastifyPluginAsync[]): Promise<() => void> {
    const next = createRoutes(this.dependencies, this.authenticator, this.#front);
    for (const mounted of routes) next.register(forIntake(mounted));
    await next.ready();
    return () => this.#front.answerWith(next.routing);
  }

  async listen(): Promise<ServerAddress> {
    const { host, port } = this.dependencies;
    await this.ring.start();
    const feed = await this.feed?.listen();
    if (feed !== undefined) this.#upgrades = new UpgradeProxy(this.app.server, feed);
    try {
      await this.app.listen({ host, port });
    } catch (error) {
      await this.close();
      throw toListenError(error, host, port);
    }
    this.#front.closing = false;
    const address = this.app.server.address() as AddressInfo;
    return {
      url: `http://${isIPv6(host) ? `[${host}]` : host}:${address.port}`,
      port: address.port,
      ...(feed === undefined ? {} : { feedPort: feed.port }),
    };
  }

  async close(): Promise<void> {
    this.#front.closing = true;
    this.ring.stop();
    const cut = setTimeout(() => this.app.server.closeAllConnections(), DRAIN_MILLIS);
    const drained = this.app.close();
    await this.feed?.close();
    await this.#upgrades?.close();
    await drained;
    // One that never listened Fastify leaves alone.
    this.app.server.close();
    this.feed?.terminate();
    clearTimeout(cut);
  }
}
