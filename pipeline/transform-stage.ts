import { Transform as NodeTransform, type TransformCallback } from 'node:stream';
import { Batch } from './batch.js';
import { messageOf, PermanentError } from './errors.js';
import type { LogEvent } from './event.js';
import type { Metrics } from './metrics.js';
import type { Transform } from './plugin.js';
import { untilDone } from './retry.js';

export type EventPredicate = (event: LogEvent) => boolean;

export interface TransformStageOptions {
  readonly name: string;
  readonly transform: Transform;
  /** Events it does not match pass unchanged. */
  readonly when: EventPredicate | undefined;
  /** Other stages get the same events, so change copies. */
  readonly copies: boolean;
  readonly metrics: Metrics;
  /** Aborts when the worker gives up waiting. */
  readonly signal: AbortSignal;
}

/** A transform as a Node stream of batches. One batch in, one batch out, even if no event is left in it. */
export class TransformStage extends NodeTransform {
  /** Refused since the last count; what is missing from a result is either refused or filtered. */
  #refused = 0;

  constructor(private readonly options: TransformStageOptions) {
    super({ objectMode: true, highWaterMark: 1 });
  }

  override _transform(batch: Batch, _encoding: BufferEncoding, done: TransformCallback): void {
    const { when, copies } = this.options;
    const events = copies ? batch.events.map((event) => event.clone()) : batch.events;
    const [matching, passing] = when === undefined ? [events, []] : this.#partition(batch, events, when);
    const finish = (changed: LogEvent[]) => {
      this.#countFiltered(batch, matching.length - changed.length);
      done(null, new Batch(passing.length === 0 ? changed : inOrder(passing, changed), batch.deliveries));
    };
    if (this.options.transform.event !== undefined) finish(this.#eachEvent(batch, matching));
    else this.#wholeBatch(batch, matching).then(finish).catch(done);
  }

  #eachEvent(batch: Batch, events: LogEvent[]): LogEvent[] {
    const { transform, name } = this.options;
    const result: LogEvent[] = [];
    for (let i = 0; i < events.length; i++) {
      const event = events[i]!;
      try {
        const changed = transform.event!(event);
        if (changed === null) continue;
        changed.settle();
        result.push(changed);
      } catch (error) {
        this.#refuse(batch, event, `${name}: ${messageOf(error)}`);
      }
    }
    return result;
  }

  async #wholeBatch(batch: Batch, events: LogEvent[]): Promise<LogEvent[]> {
    const { transform, name, signal } = this.options;
    try {
      const changed = await untilDone(
        async () => transform.batch!(events),
        () => {},
        signal,
      );
      return this.#settled(batch, changed);
    } catch (error) {
      if (!(error instanceof PermanentError)) throw error;
      for (const event of events) this.#refuse(batch, event, `${name}: ${error.message}`);
      return [];
    }
  }

  #settled(batch: Batch, events: LogEvent[]): LogEvent[] {
    return events.filter((event) => {
      try {
        event.settle();
        return true;
      } catch (error) {
        this.#refuse(batch, event, `${this.options.name}: ${messageOf(error)}`);
        return false;
      }
    });
  }

  #partition(batch: Batch, events: readonly LogEvent[], when: EventPredicate): [LogEvent[], LogEvent[]] {
    const matching: LogEvent[] = [];
    const rest: LogEvent[] = [];
    for (const event of events) {
      try {
        (when(event) ? matching : rest).push(event);
      } catch (error) {
        const { name } = this.options;
        batch.delivery.reject(event, { stage: name, reason: `${name}.when: ${messageOf(error)}` });
      }
    }
    return [matching, rest];
  }

  #refuse(batch: Batch, event: LogEvent, reason: string): void {
    batch.delivery.reject(event, { stage: this.options.name, reason });
    this.#refused += 1;
  }

  #countFiltered(batch: Batch, missing: number): void {
    const { name, metrics } = this.options;
    const filtered = missing - this.#refused;
    this.#refused = 0;
    if (filtered <= 0) return;
    batch.delivery.filter(name, filtered);
    metrics.filtered.inc({ stage: name }, filtered);
  }
}

function inOrder(some: LogEvent[], others: LogEvent[]): LogEvent[] {
  return [...some, ...others].sort((a, b) => a.index - b.index);
}
