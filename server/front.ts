import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import type { FastifyServerFactory } from 'fastify';

interface ServerSettings {
  readonly http: ServerOptions;
  /** All in milliseconds. */
  readonly keepAliveTimeout: number;
  readonly requestTimeout: number;
  readonly connectionTimeout: number;
}

/**
 * What stands between the listening sockets and the routes: Fastify takes no routes once it listens, so a reload makes all
 * of them anew in another instance, and only who answers is exchanged.
 */
export class Front {
  /** Whether an answer ends its connection: before the server listens, and once it closes. */
  closing = true;
  #answer: RequestListener | undefined;

  /** For requests that begin from now on. */
  answerWith(answer: RequestListener): void {
    this.#answer = answer;
  }

  /** As Fastify makes its servers when it is left to it. The first instance's is the one that listens. */
  readonly create: FastifyServerFactory = (handler, options): Server => {
    const { http, keepAliveTimeout, requestTimeout, connectionTimeout } =
      options as unknown as ServerSettings;
    const isFirst = this.#answer === undefined;
    this.#answer ??= handler;
    const server = createServer(http, (request, response) => this.#answer!(request, response));
    Object.assign(server, { keepAliveTimeout, requestTimeout });
    // A server that never listens keeps a timer until it is closed.
    if (!isFirst) server.close();
    return server.setTimeout(connectionTimeout);
  };
}
