import type { Writable } from 'node:stream';
import { Command } from 'ioredis';

const END = Buffer.from('\r\n');

/**
 * `XADD stream * chunk BYTES` whose bytes go to the socket as they are. ioredis joins the parts of a command, and the
 * commands of a pipeline, into one buffer each: two more copies of all that comes in, and the memory for them made up
 * most of the collector's work at ingest.
 */
export class AppendCommand extends Command {
  constructor(
    stream: string,
    field: string,
    private readonly chunk: Uint8Array,
  ) {
    super('xadd', [stream, '*', field, chunk as Buffer], { replyEncoding: 'utf8' });
  }

  /** Writes all of the command itself and leaves nothing for the caller to write. */
  override toWritable(socket: object): string | Buffer {
    const output = socket as Writable;
    const words = ['XADD', ...this.args.slice(0, -1).map(String)];
    let head = `*${words.length + 1}\r\n`;
    for (const word of words) head += `$${Buffer.byteLength(word)}\r\n${word}\r\n`;
    output.cork();
    output.write(`${head}$${this.chunk.length}\r\n`);
    output.write(this.chunk);
    output.write(END);
    process.nextTick(() => output.uncork());
    return '';
  }
}
