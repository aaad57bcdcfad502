import { createWriteStream } from 'node:fs';
import { connect } from 'node:net';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { EnvironmentError, messageOf } from '../../../pipeline/errors.js';
import { Account, type Target } from '../target.js';

/** How a receiver of syslog over TCP tells messages apart (RFC 6587 §3.4). */
export const FRAMINGS = ['lf', 'nul', 'octet'] as const;
export type Framing = (typeof FRAMINGS)[number];

const ENCODERS: Record<Framing, (lines: readonly string[]) => string> = {
  lf: (lines) => `${lines.join('\n')}\n`,
  nul: (lines) => `${lines.join('\0')}\0`,
  octet: (lines) => lines.map((line) => `${Buffer.byteLength(line)} ${line}`).join(''),
};

/** How long a receiver that no longer reads may hold up the end. */
const CLOSE_MILLIS = 2_000;

/** Writes to a stream, one piece after the other, so that a slow reader slows the lines down. */
class StreamTarget implements Target {
  readonly account = new Account();
  ended = false;
  #stream: Writable | undefined;

  constructor(
    readonly description: string,
    private readonly openStream: () => Promise<Writable>,
    private readonly encode: (lines: readonly string[]) => string,
    readonly lineByLine?: string,
  ) {}

  async open(): Promise<void> {
    try {
      this.#stream = await this.openStream();
    } catch (error) {
      throw new EnvironmentError(`cannot open ${this.description}: ${messageOf(error)}`);
    }
    // A failed write reports to its callback too; without a listener it would end the process.
    this.#stream.on('error', () => {});
  }

  async send(lines: readonly string[]): Promise<void> {
    const failure = await this.#write(this.encode(lines));
    if (failure === undefined) {
      this.account.sent += lines.length;
    } else if (this.#stream === process.stdout && failure.code === 'EPIPE') {
      this.ended = true;
    } else {
      throw new EnvironmentError(`${this.description} takes no more: ${failure.message}`);
    }
  }

  async close(now: boolean): Promise<void> {
    const stream = this.#stream;
    if (stream === undefined || stream === process.stdout) return;
    stream.end();
    const signal = now ? AbortSignal.timeout(CLOSE_MILLIS) : undefined;
    // What could not be written has been told by `send`.
    await finished(stream, { signal, readable: false }).catch(() => {});
    stream.destroy();
  }

  #write(text: string): Promise<NodeJS.ErrnoException | undefined> {
    return new Promise((resolve) => this.#stream!.write(text, (error) => resolve(error ?? undefined)));
  }
}

export function stdoutTarget(): Target {
  return new StreamTarget('standard output', async () => process.stdout, ENCODERS.lf);
}

/** Appends, as a program that writes its log does. */
export function fileTarget(path: string): Target {
  return new StreamTarget(path, () => opened(createWriteStream(path, { flags: 'a' }), 'open'), ENCODERS.lf);
}

export function tcpTarget(host: string, port: number, framing: Framing): Target {
  const description = `tcp://${host}:${port}`;
  const lineByLine = framing === 'lf' ? `${description}?framing=octet` : undefined;
  const open = () => opened(connect(port, host), 'connect');
  return new StreamTarget(description, open, ENCODERS[framing], lineByLine);
}

function opened(stream: Writable, event: string): Promise<Writable> {
  return new Promise((resolve, reject) => {
    stream.once('error', reject);
    stream.once(event, () => {
      stream.off('error', reject);
      resolve(stream);
    });
  });
}
