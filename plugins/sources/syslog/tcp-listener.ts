import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { SourceContext } from '../../../pipeline/plugin.js';
import { listenError } from '../net/listen-error.js';
import { formatListenAddress, type ListenAddress } from './address.js';
import { type HeldTotal, type RecordLimits, TcpConnection } from './tcp-connection.js';

/** The kernel asks a silent peer whether it is still there, so that half-open connections end. */
const KEEP_ALIVE_MILLIS = 60_000;
/** What arrived before a stop is still read for so long. */
const DRAIN_MILLIS = 200;

export interface TcpLimits extends RecordLimits {
  maxConnections: number;
  /** 0: never. */
  idleTimeoutMillis: number;
}

/** Syslog over TCP (RFC 6587). */
export class TcpListener {
  readonly address: string;
  #server: Server;
  readonly #connections = new Map<Socket, TcpConnection>();
  #held: HeldTotal = { bytes: 0 };

  constructor(
    private readonly place: ListenAddress,
    private readonly limits: TcpLimits,
    private readonly context: SourceContext,
  ) {
    this.address = formatListenAddress(place);
    this.#server = createServer({
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_MILLIS,
      noDelay: true,
    });
  }

  async start(): Promise<void> {
    const { host, port } = this.place;
    try {
      this.#server.listen({ host, port, backlog: 1024 });
      await once(this.#server, 'listening');
    } catch (error) {
      throw listenError(this.context.name, this.address, error);
    }
    this.#listenTo(this.#server);
  }

  /** Nobody is cut off: connections go on, new limits hold for what follows on them. */
  takeOver(open: TcpListener): void {
    for (const event of ['connection', 'drop', 'error']) open.#server.removeAllListeners(event);
    this.#listenTo(open.#server);
    this.#held = open.#held;
    for (const [socket, connection] of open.#connections) {
      connection.goOn(this.limits, this.context);
      this.#keep(socket, connection);
    }
    open.#connections.clear();
  }

  async stop(): Promise<void> {
    if (this.#server.listening) this.#server.close();
    const connections = [...this.#connections];
    await Promise.all(connections.map(([socket, connection]) => this.#drain(socket, connection)));
  }

  get url(): string {
    return formatListenAddress({ ...this.place, port: (this.#server.address() as AddressInfo).port });
  }

  #listenTo(server: Server): void {
    const { logger } = this.context;
    server.maxConnections = this.limits.maxConnections;
    server.on('connection', (socket) =>
      this.#keep(socket, new TcpConnection(socket, this.limits, this.#held, this.context)),
    );
    server.on('drop', (drop) =>
      logger.warn({ peer: drop?.remoteAddress }, 'connection refused: max_connections reached'),
    );
    server.on('error', (error) => logger.error({ reason: error.message }, 'TCP error'));
    this.#server = server;
  }

  #keep(socket: Socket, connection: TcpConnection): void {
    socket.setTimeout(this.limits.idleTimeoutMillis);
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
