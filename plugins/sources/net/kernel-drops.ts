import type { Socket } from 'node:dgram';
import { readFile } from 'node:fs/promises';
import { endianness } from 'node:os';
import ipaddr from 'ipaddr.js';

const EVERY_MILLIS = 1000;
const TABLES = { IPv4: '/proc/net/udp', IPv6: '/proc/net/udp6' } as const;

/**
 * Counts the datagrams that the kernel dropped because a socket's buffer was full: Linux says so in `/proc/net/udp`, a
 * socket a line. Elsewhere nobody says, and nothing is counted.
 */
export class KernelDrops {
  readonly #table: string;
  readonly #local: string;
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<void> | undefined;
  /** Of a new socket the kernel has dropped none. */
  #seen = 0;

  /** @param socket bound */
  constructor(
    socket: Socket,
    private dropped: (count: number) => void,
  ) {
    const { address, family, port } = socket.address();
    this.#table = TABLES[family as keyof typeof TABLES];
    this.#local = localAddress(address, port);
  }

  start(): void {
    if (process.platform !== 'linux') return;
    this.#timer = setInterval(() => void this.look(), EVERY_MILLIS).unref();
  }

  /** Tells another from now on: the socket has another owner. */
  redirect(dropped: (count: number) => void): void {
    this.dropped = dropped;
  }

  /** Looks a last time; the socket is to be open still. */
  async stop(): Promise<void> {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    await this.#reading;
    await this.look();
  }

  /** Tells what was dropped since the last look. */
  look(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  /** A table that cannot be read (a container without /proc) says nothing. */
  async #read(): Promise<void> {
    const drops = dropsOf(await readFile(this.#table, 'latin1').catch(() => ''), this.#local);
    if (drops > this.#seen) this.dropped(drops - this.#seen);
    this.#seen = Math.max(this.#seen, drops);
  }
}

/** The last column of the sockets with this address: there is one of ours, as we do not share addresses. */
export function dropsOf(table: string, local: string): number {
  let drops = 0;
  for (const line of table.split('\n').slice(1)) {
    const columns = line.trim().split(/\s+/);
    if (columns[1] === local) drops += Number(columns.at(-1));
  }
  return drops;
}

/** As the kernel prints it: each four bytes as a number of this machine's, in hexadecimal, and the port. */
export function localAddress(address: string, port: number): string {
  const bytes = Buffer.from(ipaddr.parse(address).toByteArray());
  if (endianness() === 'LE') bytes.swap32();
  const hex = (digits: string) => digits.toUpperCase();
  return `${hex(bytes.toString('hex'))}:${hex(port.toString(16).padStart(4, '0'))}`;
}
