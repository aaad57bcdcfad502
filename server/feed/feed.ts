import uWS from 'uWebSockets.js';
import type { Logger } from 'pino';
import { EnvironmentError } from '../../pipeline/errors.js';
import type { LiveBus } from '../../pipeline/live-bus.js';
import type { LiveHistory } from '../../pipeline/live-history.js';
import type { Authenticator } from '../access/authentication.js';
import { RouteError, UpgradeNeededError } from '../replies/errors.js';
import { FeedClient, type SocketData } from './client.js';
import { Handshake, refuse } from './handshake.js';
import { Hub } from './hub.js';
import { FEED_PATH } from './route.js';

export interface FeedOptions {
  host: string;
  /** On `host`; undefined: any free port of loopback, for the proxy on the API's port alone. */
  port: number | undefined;
  live: LiveBus;
  history: LiveHistory;
  logger: Logger;
  authenticator: Authenticator;
}

export interface FeedStatus {
  clients: number;
  /** Distinct filters. */
  filters: number;
  /** Events that slow clients have missed since the start. */
  skipped: number;
}

export interface FeedAddress {
  host: string;
  port: number;
}

/** A silent client gets pings, and is let go when it answers none for this long. */
const IDLE_SECONDS = 60;
/** Fits the longest filter, written in escapes. */
const MAX_MESSAGE_BYTES = 32 * 1024;
/** What waits for slow clients: at most this much for one, this much for all together, but some for each. */
const CLIENT_BACKLOG_BYTES = 1024 * 1024;
const TOTAL_BACKLOG_BYTES = 64 * 1024 * 1024;
const LEAST_BACKLOG_BYTES = 64 * 1024;

/** The live feed's own listener: a WebSocket server on which clients get events as frames (docs/live-feed.md). */
export class LiveFeed {
  readonly #app = uWS.App();
  readonly #hub: Hub;
  readonly #handshake: Handshake;
  #listener: uWS.us_listen_socket | undefined;
  #skipped = 0;

  constructor(private readonly options: FeedOptions) {
    this.#hub = new Hub(options.live, options.history, options.logger);
    this.#handshake = new Handshake(options.authenticator, options.host);
    this.#addFeed();
    this.#app.any('/*', (response, request) => {
      const path = request.getUrl();
      const hint = `; the live feed is at ${FEED_PATH}`;
      refuse(
        response,
        path === FEED_PATH
          ? new UpgradeNeededError()
          : new RouteError(`${request.getMethod().toUpperCase()} ${path.slice(0, 100)}`, hint),
      );
    });
  }

  status(): FeedStatus {
    return { clients: this.#hub.clients, filters: this.#hub.filters, skipped: this.#skipped };
  }

  /** @throws EnvironmentError when the port is taken. */
  async listen(): Promise<FeedAddress> {
    const { port = 0 } = this.options;
    const host = this.options.port === undefined ? '127.0.0.1' : this.options.host;
    const listener = await listenExclusively(this.#app, host, port);
    if (!listener) {
      throw new EnvironmentError(
        `the live feed cannot listen on port ${port} of ${host}: it is taken, or needs rights that this user does ` +
          'not have; set FEED_PORT to a free one',
      );
    }
    this.#listener = listener;
    return { host, port: uWS.us_socket_local_port(listener) };
  }

  /** Ends the connections of clients whose token is no longer good. */
  letGo(): void {
    this.#hub.letGo();
  }

  /** Takes no new clients and tells those there are (1001); their connections end once they have read it. */
  async close(): Promise<void> {
    if (this.#listener !== undefined) uWS.us_listen_socket_close(this.#listener);
    this.#listener = undefined;
    await this.#hub.close();
  }

  /** Cuts the connections that have not ended. */
  terminate(): void {
    this.#app.close();
  }

  #addFeed(): void {
    this.#app.ws<SocketData>(FEED_PATH, {
      compression: uWS.DISABLED,
      idleTimeout: IDLE_SECONDS,
      sendPingsAutomatically: true,
      maxPayloadLength: MAX_MESSAGE_BYTES,
      // The clients' own limit comes first and counts what it drops; this one is for floods of pings.
      maxBackpressure: 2 * CLIENT_BACKLOG_BYTES,
      upgrade: (response, request, context) => {
        const feedRequest = this.#handshake.accept(request, response);
        if (feedRequest === undefined) return;
        const key = request.getHeader('sec-websocket-key');
        const protocol = request.getHeader('sec-websocket-protocol');
        const extensions = request.getHeader('sec-websocket-extensions');
        response.upgrade<SocketData>({ request: feedRequest }, key, protocol, extensions, context);
      },
      open: (socket) => this.#open(socket),
      message: (socket, bytes, isBinary) => socket.getUserData().viewer!.read(bytes, isBinary),
      drain: (socket) => socket.getUserData().client!.drained(),
      close: (socket) => this.#hub.forget(socket.getUserData().client!),
    });
  }

  #open(socket: uWS.WebSocket<SocketData>): void {
    const data = socket.getUserData();
    data.client = new FeedClient(
      socket,
      () => this.#backlogLimit(),
      (count) => {
        this.#skipped += count;
      },
    );
    data.viewer = this.#hub.add(data.client, data.request);
  }

  #backlogLimit(): number {
    const share = TOTAL_BACKLOG_BYTES / this.#hub.clients;
    return Math.max(LEAST_BACKLOG_BYTES, Math.min(CLIENT_BACKLOG_BYTES, share));
  }
}

/** `LIBUS_LISTEN_EXCLUSIVE_PORT`. The default, 0, lets several programs listen on one port and share its clients. */
const EXCLUSIVE_PORT = 1;

type ListenExclusively = (
  host: string,
  port: number,
  options: number,
  done: (listener: uWS.us_listen_socket | false) => void,
) => void;

function listenExclusively(
  app: uWS.TemplatedApp,
  host: string,
  port: number,
): Promise<uWS.us_listen_socket | false> {
  // The library takes host and options together; its types know them only apart.
  const listen = app.listen.bind(app) as unknown as ListenExclusively;
  return new Promise((resolve) => listen(host, port, EXCLUSIVE_PORT, resolve));
}
