import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { EnvironmentError, messageOf } from '../../../pipeline/errors.js';
import { Account, type Target } from '../target.js';

/**
 * One datagram a line. What the network or a full receive buffer drops nobody learns of, so only `sent` is counted;
 * that nobody listens on this machine shows (ICMP), as an error on one of the next sends.
 */
export class UdpTarget implements Target {
  readonly account = new Account();
  readonly ended = false;
  readonly description: string;
  #socket: Socket | undefined;
  #failure: Error | undefined;

  constructor(
    private readonly host: string,
    private readonly port: number,
  ) {
    this.description = `udp://${host}:${port}`;
  }

  async open(): Promise<void> {
    try {
      const { address, family } = await lookup(this.host);
      const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
      this.#socket = socket;
      await new Promise<void>((resolve, reject) => {
        socket.once('error', reject);
        socket.connect(this.port, address, () => {
          socket.off('error', reject);
          resolve();
        });
      });
      socket.on('error', (error) => {
        this.#failure = error;
      });
    } catch (error) {
      throw new EnvironmentError(`cannot open ${this.description}: ${messageOf(error)}`);
    }
  }

  async send(lines: readonly string[]): Promise<void> {
    const results = await Promise.all(lines.map((line) => this.#sendOne(line)));
    for (const failure of results) {
      if (failure === null) this.account.sent += 1;
      else this.#failure = failure;
    }
    if (this.#failure !== undefined) {
      throw new EnvironmentError(`${this.description} does not take datagrams: ${this.#failure.message}`);
    }
  }

  async close(): Promise<void> {
    const socket = this.#socket;
    if (socket !== undefined) await new Promise<void>((resolve) => socket.close(resolve));
  }

  #sendOne(line: string): Promise<Error | null> {
    return new Promise((resolve) => this.#socket!.send(line, resolve));
  }
}
