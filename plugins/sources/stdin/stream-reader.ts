import type { Readable } from 'node:stream';
import type { SourceContext } from '../../../pipeline/plugin.js';
import type { FramedBlock } from '../framing/block.js';
import { PatientFeed } from '../framing/patient-feed.js';
import type { LineCutter } from '../multiline/line-joiner.js';

/**
 * Takes each line of a stream (or several, joined) as a record, and an unfinished last one at its end. While the queue is full the stream is
 * not read, so that the writer at its other end waits.
 *
 * States: new → reading ⇄ waiting (paused) → ended (the stream did, or `stop`).
 */
export class StreamReader {
  /** Resolves once the stream has ended and all its records are durable. */
  readonly finished: Promise<void>;
  readonly #cutter: LineCutter;
  #releaseTimer: NodeJS.Timeout | undefined;
  readonly #feed: PatientFeed;
  #finish!: () => void;
  #ended = false;
  #waiting = false;

  constructor(
    private readonly stream: Readable,
    cutter: LineCutter,
    private readonly context: SourceContext,
  ) {
    this.#cutter = cutter;
    this.#feed = new PatientFeed(context.intake, context.logger);
    this.finished = new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  start(): void {
    this.stream.on('data', (bytes: Buffer) => this.#receive(bytes));
    this.stream.once('error', (error) => {
      this.context.logger.error({ reason: error.message }, 'the stream broke off');
      void this.#end();
    });
    this.stream.once('end', () => void this.#end());
  }

  async stop(): Promise<void> {
    this.stream.pause();
    await this.#end();
    this.stream.destroy();
  }

  #receive(bytes: Buffer): void {
    if (this.#ended) return;
    this.#put(this.#cutter.push(bytes));
    this.#scheduleRelease();
    if (this.#feed.shouldWait) void this.#wait();
  }

  /** A record that waits for more lines is taken when none come. */
  #scheduleRelease(): void {
    clearTimeout(this.#releaseTimer);
    if (this.#cutter.wait === undefined) return;
    this.#releaseTimer = setTimeout(() => this.#put(this.#cutter.release?.() ?? []), this.#cutter.wait);
  }

  async #wait(): Promise<void> {
    if (this.#waiting) return;
    this.#waiting = true;
    this.stream.pause();
    await this.#feed.ready();
    this.#waiting = false;
    if (!this.#ended) this.stream.resume();
  }

  async #end(): Promise<void> {
    if (!this.#ended) {
      this.#ended = true;
      clearTimeout(this.#releaseTimer);
      this.#put(this.#cutter.end());
    }
    await this.#feed.settled();
    this.#finish();
  }

  #put(blocks: FramedBlock[]): void {
    for (const block of blocks) void this.#feed.put({ ...block, transport: 'stdin' });
  }
}
