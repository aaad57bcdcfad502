import { EventEmitter } from 'node:events';
import { Latencies } from '../support/latencies.js';
import type { FeedReport } from './feed.js';

/** Waits for the answer and the frame of each event, whichever comes first. Emits `hello` when the feed begins. */
export class FrameWatch extends EventEmitter<{ hello: []; complete: [] }> {
  readonly #latencies = new Latencies();
  /** Times of the half that came first, by message; undefined while neither has. */
  readonly #waiting = new Map<string, { answered?: number; seen?: number }>();
  #early = 0;

  constructor(private readonly now: () => number = () => performance.now()) {
    super();
  }

  expect(message: string): void {
    this.#waiting.set(message, {});
  }

  answered(message: string): void {
    this.#note(message, 'answered');
  }

  /** @param text a frame of the live feed */
  frame(text: string): void {
    const frame = JSON.parse(text) as { type: string; events?: { message: string }[]; message?: string };
    if (frame.type === 'hello') this.emit('hello');
    if (frame.type === 'error') throw new Error(`the feed says: ${frame.message}`);
    for (const { message } of frame.events ?? []) this.#note(message, 'seen');
  }

  /** Resolves once nothing is waited for. */
  complete(): Promise<void> {
    if (this.#waiting.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.once('complete', resolve));
  }

  report(): FeedReport {
    return { latency: this.#latencies.summary(), early: this.#early, missing: this.#waiting.size };
  }

  #note(message: string, half: 'answered' | 'seen'): void {
    const times = this.#waiting.get(message);
    if (times === undefined) return;
    times[half] ??= this.now();
    const { answered, seen } = times;
    if (answered === undefined || seen === undefined) return;
    this.#waiting.delete(message);
    if (seen < answered) this.#early += 1;
    this.#latencies.record(seen - answered);
    if (this.#waiting.size === 0) this.emit('complete');
  }
}
