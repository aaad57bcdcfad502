import type { IncomingMessage, Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { messageOf } from '../../pipeline/errors.js';
import { onlySession } from '../access/session-cookie.js';
import { refuse } from '../replies/error-replies.js';
import { AwayError, RouteError } from '../replies/errors.js';
import type { FeedAddress } from './feed.js';
import { FEED_PATH } from './route.js';

/** What the feed's listener has to know of a request; the rest, others' cookies and lengths above all, stays here. */
const FORWARDED = /^(host|origin|authorization|user-agent|upgrade|connection|sec-websocket-[a-z]+)$/i;
const HOP_BY_HOP = /^(connection|upgrade|http2-settings)$/i;

/** How long a client may take to read the last bytes once the feed has closed its connection. */
const FAREWELL_MILLIS = 2000;
/** Finds clients whose machine is gone. */
const KEEP_ALIVE_MILLIS = 30_000;

/**
 * Brings WebSockets that come to the API's port to the feed's own listener: Node cannot hand uWebSockets a socket, so
 * the head of the request is written again and bytes are piped both ways. Whether the client may in is decided there.
 */
export class UpgradeProxy {
  readonly #sockets = new Set<Socket>();

  constructor(
    private readonly server: Server,
    private readonly feed: FeedAddress,
  ) {
    server.on('upgrade', (request, socket: Duplex, head) => this.#take(request, socket as Socket, head));
  }

  /** Waits for the connections that are ending, then cuts the others. */
  async close(): Promise<void> {
    const ending = [...this.#sockets].map(
      (socket) => new Promise((resolve) => socket.once('close', resolve)),
    );
    const cut = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy();
    }, FAREWELL_MILLIS);
    await Promise.all(ending);
    clearTimeout(cut);
  }

  #take(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const path = request.url!.split('?', 1)[0]!;
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') this.#giveBack(request, socket, head);
    else if (path === FEED_PATH) this.#pipe(request, socket, head);
    else {
      // With the upgrade Node has let go of the socket: an error nobody listens to would end the process.
      socket.on('error', () => socket.destroy());
      const hint = `; the live feed is at ${FEED_PATH}`;
      refuse(socket, new RouteError(`WebSocket at ${path.slice(0, 100)}`, hint));
    }
  }

  /**
   * Node hands over every request with `Connection: Upgrade`, also those that offer HTTP/2 (`Upgrade: h2c`), as Java's
   * HttpClient and `curl --http2` do. A server may ignore such an offer (RFC 9110 §7.8), so the request goes back to
   * Node without it, ahead of the bytes that follow.
   */
  #giveBack(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const offer = headOf(request, (name) => !HOP_BY_HOP.test(name));
    socket.unshift(Buffer.concat([offer, head]));
    this.server.emit('connection', socket);
  }

  #pipe(request: IncomingMessage, client: Socket, head: Buffer): void {
    const upstream = connect(this.feed.port, loopbackOf(this.feed.host));
    this.#sockets.add(client);
    client.once('close', () => {
      this.#sockets.delete(client);
      upstream.destroy();
    });
    client.on('error', () => client.destroy());
    client.setTimeout(0).setNoDelay(true).setKeepAlive(true, KEEP_ALIVE_MILLIS);
    upstream.setNoDelay(true);
    upstream.write(headOf(request, (name) => FORWARDED.test(name), onlySession(request.headers.cookie)));
    // A client has to wait for the answer before it sends more; what came early waits here, since uWebSockets drops it.
    upstream.once('data', (answer: Buffer) => {
      client.write(answer);
      upstream.write(head);
      client.pipe(upstream).pipe(client);
    });
    upstream.once('error', (error) => {
      if (upstream.bytesRead === 0) {
        refuse(client, new AwayError(`the live feed cannot be reached: ${messageOf(error)}`));
      }
    });
    upstream.once('close', () => farewell(client));
  }
}

/** Lets the client read what was sent to it, but not for ever. */
function farewell(client: Socket): void {
  const cut = setTimeout(() => client.destroy(), FAREWELL_MILLIS);
  client.once('close', () => clearTimeout(cut));
  client.destroySoon();
}

/** The head of a request as it came, with some of its headers. Node has checked that none holds a line break. */
function headOf(request: IncomingMessage, keep: (name: string) => boolean, cookie?: string): Buffer {
  const lines = [`${request.method} ${request.url} HTTP/${request.httpVersion}`];
  const { rawHeaders } = request;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (keep(rawHeaders[i]!)) lines.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`);
  }
  if (cookie !== undefined) lines.push(`Cookie: ${cookie}`);
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}

/** An address that listens on all interfaces is reached through loopback. */
function loopbackOf(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}
