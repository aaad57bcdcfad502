import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { SourceContext } from '../../../pipeline/plugin.js';
import type { MakeLineCutter } from '../multiline/options.js';
import { listenError } from '../net/listen-error.js';
import { formatListenAddress, type ListenAddress } from './address.js';
import { type HeldTotal, TcpConnection } from './tcp-connection.js';

/** The kernel asks a silent peer whether it is still there, so that half-open connections end. */
const KEEP_ALIVE_MILLIS = 60_000;
/** What arrived before a stop is still read for so long. */
const DRAIN_MILLIS = 200;

export interface TcpLimits {
  maxRecord: number;
  maxConnections: number;
  /** 0: never. */
  idleTimeoutMillis: number;
  /** For records that end with LF; absent: each line is one. */
  makeLineCutter?: MakeLineCutter;
}

/** Syslog over TCP (RFC 6587). */
export class TcpListener {
  readonly #server: Server;
  readonly #connections = new Map<Socket, TcpConnection>();
  readonly #held: HeldTotal = { bytes: 0 };

  constructor(
    private readonly address: ListenAddress,
    private readonly limits: TcpLimits,
    private readonly context: SourceContext,
  ) {
    this.#server = createServer(
      { keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MILLIS, noDelay: true },
      (socket) => this.#accept(socket),
    );
    this.#server.maxConnections = limits.maxConnections;
    this.#server.on('drop', (drop) =>
      context.logger.warn({ peer: drop?.remoteAddress }, 'connection refused: max_connections reached'),
    );
  }

  async start(): Promise<void> {
    const { host, port } = this.address;
    try {
      this.#server.listen({ host, port, backlog: 1024 });
      await once(this.#server, 'listening');
    } catch (error) {
      throw listenError(this.context.name, formatListenAddress(this.address), error);
    }
    this.#server.on('error', (error) => this.context.logger.error({ reason: error.message }, 'TCP error'));
  }

  async stop(): Promise<void> {
    if (this.#server.listening) this.#server.close();
    const connections = [...this.#connections];
    await Promise.all(connections.map(([socket, connection]) => this.#drain(socket, connection)));
  }

  get url(): string {
    return formatListenAddress({ ...this.address, port: (this.#server.address() as AddressInfo).port });
  }

  #accept(socket: Socket): void {
    socket.setTimeout(this.limits.idleTimeoutMillis);
    const connection = new TcpConnection(
      socket,
      this.limits.maxRecord,
      this.limits.makeLineCutter,
      this.#held,
      this.context,
    );
    this.#connections.set(socket, connection);
    void connection.done.then(() => this.#connections.delete(socket));
  }

  /** Ends our side, which tells the sender, and takes what it has sent already. */
  async #drain(socket: Socket, connection: TcpConnection): Promise<void> {
    socket.end();
    const timer = setTimeout(() => socket.destroy(), DRAIN_MILLIS);
    await connection.done;
    clearTimeout(timer);
  }
}
