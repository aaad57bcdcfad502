import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** What a link may hold on its way before it reads no more. */
const HELD_BYTES = 1024 * 1024;

/**
 * A TCP proxy on loopback that can do what networks do: be slow, fall silent with both ends still there (half-open), cut
 * connections.
 */
export class FaultyProxy {
  readonly #links = new Set<Link>();
  readonly #server: Server;
  #silent = false;
  #delayMillis = 0;
  #swallow: { pattern: string; found: () => void } | undefined;

  private constructor(private readonly targetPort: number) {
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.#join(client));
  }

  static async start(targetPort: number): Promise<FaultyProxy> {
    const proxy = new FaultyProxy(targetPort);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** From now on all bytes vanish and nobody hears of an end, on these connections and on new ones. */
  silence(): void {
    this.#silent = true;
    for (const link of this.#links) link.die();
  }

  /** New connections work again; those that have lived through the silence stay as they are until `reset`. */
  speak(): void {
    this.#silent = false;
  }

  /** Every byte arrives so much later. */
  slow(millis: number): void {
    this.#delayMillis = millis;
  }

  /** Cuts all connections, both ends, with RST. */
  reset(): void {
    for (const link of this.#links) link.reset();
  }

  /** Cuts those that have fallen silent, as the kernel does in the end. */
  resetDead(): void {
    for (const link of this.#links) if (link.dead) link.reset();
  }

  /**
   * The next piece from a client that holds the text vanishes, and that connection is silent from then on. Resolves when
   * that has happened.
   */
  swallowNext(pattern: string): { found: Promise<void>; forget: () => void } {
    const found = new Promise<void>((resolve) => {
      this.#swallow = { pattern, found: resolve };
    });
    const forget = () => {
      this.#swallow = undefined;
    };
    return { found, forget };
  }

  async stop(): Promise<void> {
    this.reset();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(client: Socket): void {
    const upstream = connect({
      port: this.targetPort,
      host: '127.0.0.1',
      allowHalfOpen: true,
      noDelay: true,
    });
    const link = new Link(client, upstream, () => this.#delayMillis);
    link.onClientPiece = (piece) => this.#mayPass(piece, link);
    link.onEnd = () => this.#links.delete(link);
    this.#links.add(link);
    if (this.#silent) link.die();
  }

  #mayPass(piece: Buffer, link: Link): boolean {
    const swallow = this.#swallow;
    if (swallow === undefined || !piece.includes(swallow.pattern)) return true;
    this.#swallow = undefined;
    link.die();
    swallow.found();
    return false;
  }
}

/** One connection through the proxy. */
class Link {
  dead = false;
  onClientPiece: (piece: Buffer) => boolean = () => true;
  onEnd: () => void = () => {};
  #open = 2;

  constructor(
    private readonly client: Socket,
    private readonly upstream: Socket,
    delayMillis: () => number,
  ) {
    new Way(client, upstream, this, delayMillis, (piece) => this.onClientPiece(piece));
    new Way(upstream, client, this, delayMillis, () => true);
    for (const socket of [client, upstream]) {
      socket.on('error', () => !this.dead && this.reset());
      socket.once('close', () => this.#closed());
    }
  }

  die(): void {
    this.dead = true;
  }

  reset(): void {
    this.client.resetAndDestroy();
    this.upstream.resetAndDestroy();
  }

  /** One end that has gone while the link is dead leaves the other alone: it is not to know. */
  #closed(): void {
    this.#open -= 1;
    if (this.#open === 0) this.onEnd();
    else if (!this.dead && (this.client.errored || this.upstream.errored)) this.reset();
  }
}

/** One direction of a link. Pieces keep their order whatever the delay becomes. */
class Way {
  readonly #held: { due: number; piece: Buffer | undefined }[] = [];
  #heldBytes = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly from: Socket,
    private readonly to: Socket,
    private readonly link: Link,
    private readonly delayMillis: () => number,
    mayPass: (piece: Buffer) => boolean,
  ) {
    from.on('data', (piece) => {
      if (!link.dead && mayPass(piece)) this.#take(piece);
    });
    from.on('end', () => this.#take(undefined));
    to.on('drain', () => this.from.resume());
  }

  /** @param piece undefined is the end of the stream */
  #take(piece: Buffer | undefined): void {
    const due = performance.now() + this.delayMillis();
    this.#held.push({ due: Math.max(due, this.#held.at(-1)?.due ?? 0), piece });
    this.#heldBytes += piece?.length ?? 0;
    if (this.#heldBytes > HELD_BYTES) this.from.pause();
    this.#pass();
  }

  #pass(): void {
    clearTimeout(this.#timer);
    while (this.#held.length > 0) {
      const { due, piece } = this.#held[0]!;
      const wait = due - performance.now();
      if (wait > 0) {
        this.#timer = setTimeout(() => this.#pass(), wait);
        return;
      }
      this.#held.shift();
      this.#heldBytes -= piece?.length ?? 0;
      if (!this.link.dead) this.#give(piece);
    }
    if (!this.to.writableNeedDrain) this.from.resume();
  }

  #give(piece: Buffer | undefined): void {
    if (piece === undefined) this.to.end();
    else if (!this.to.destroyed && !this.to.write(piece)) this.from.pause();
  }
}
