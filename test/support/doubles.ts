import type { KeptLetter, LetterPage } from '../../pipeline/dead-letters.js';
import type { DeadLetter } from '../../pipeline/delivery.js';
import { RetryableError } from '../../pipeline/errors.js';
import type { EventRecord } from '../../pipeline/event.js';
import { parseFilter } from '../../pipeline/filter/parse.js';
import { compileFilter } from '../../pipeline/filter/predicate.js';
import type { LiveBus } from '../../pipeline/live-bus.js';
import type { ArrivalQuery, Arrived, LiveHistory } from '../../pipeline/live-history.js';
import type {
  Facets,
  Histogram,
  LogContext,
  LogQuestions,
  LogStats,
  Patterns,
} from '../../pipeline/questions.js';
import type { Queue, QueueConsumer, QueueStatus } from '../../pipeline/queue.js';
import type { DeadLetterDesk, ReplayOutcome } from '../../pipeline/replay.js';
import type { CommitOutcome, EventText, LogPage, LogQuery, Store } from '../../pipeline/store.js';
import type { Template, TemplateNews, TemplateStore } from '../../pipeline/templates/template-store.js';

/** Remembers what it was asked and answers with what it was given. */
export class RecordingStore implements Store {
  readonly description: string = 'a store that remembers';
  readonly questions: LogQuestions = new NoAnswers();
  readonly queries: LogQuery[] = [];
  readonly signals: (AbortSignal | undefined)[] = [];
  readonly letters: DeadLetter[] = [];

  constructor(
    readonly events: readonly EventText[] = [],
    readonly nextCursor: string | null = null,
  ) {}

  async search(query: LogQuery, signal?: AbortSignal): Promise<LogPage> {
    this.queries.push(query);
    this.signals.push(signal);
    return {
      logs: this.events.slice(0, query.limit),
      truncated: false,
      searched_back_to: null,
      next_cursor: this.nextCursor,
    };
  }

  async get(id: string): Promise<EventText | undefined> {
    return this.events.find((event) => event.includes(`"id":"${id}"`));
  }

  async awaitCommit(): Promise<CommitOutcome> {
    return { state: 'committed', stored: 1, filtered: 0, deadLetters: [] };
  }

  async keepDeadLetters(letters: readonly DeadLetter[]): Promise<void> {
    this.letters.push(...letters);
  }

  async countDeadLetters(): Promise<number> {
    return this.letters.length;
  }

  async check(): Promise<void> {}
}

/** Knows the answer to no question. */
export class NoAnswers implements LogQuestions {
  async stats(): Promise<LogStats> {
    throw new RetryableError('no answers here');
  }

  async histogram(): Promise<Histogram> {
    throw new RetryableError('no answers here');
  }

  async facets(): Promise<Facets> {
    throw new RetryableError('no answers here');
  }

  async patterns(): Promise<Patterns> {
    throw new RetryableError('no answers here');
  }

  async context(): Promise<LogContext | undefined> {
    return undefined;
  }

  async *export(): AsyncGenerator<string> {
    yield* [];
    throw new RetryableError('no answers here');
  }
}

/** Throws the same error whatever it is asked. */
export class FailingStore extends RecordingStore {
  override readonly description = 'a store that fails';

  constructor(readonly error: unknown = new RetryableError('the database is away')) {
    super();
  }

  override async search(): Promise<LogPage> {
    throw this.error;
  }

  override async get(): Promise<EventText | undefined> {
    throw this.error;
  }

  override async countDeadLetters(): Promise<number> {
    throw this.error;
  }

  override async check(): Promise<void> {
    throw this.error;
  }
}

/** A queue nothing goes through. */
export class NopQueue implements Queue {
  readonly description = 'a queue that does nothing';
  readonly shared = false;

  async open(): Promise<void> {}
  async append(): Promise<void> {}

  consumer(): QueueConsumer {
    return { read: async () => [], acknowledge: async () => {}, close: async () => {} };
  }

  async status(): Promise<QueueStatus> {
    return { depth: 3, bytes: 300, max_bytes: 1000, lag: 1, pending: 2, consumers: [] };
  }

  async close(): Promise<void> {}
}

/** No dead letters at all. */
export class NopDesk implements DeadLetterDesk {
  async list(): Promise<LetterPage> {
    return { letters: [], nextCursor: null };
  }

  async get(): Promise<KeptLetter | undefined> {
    return undefined;
  }

  async drop(): Promise<number> {
    return 0;
  }

  async replay(): Promise<ReplayOutcome> {
    return { replayed: 0, unreplayable: 0 };
  }
}

/** Nothing waits in its queue, and its store holds what it is told to. */
export class RecordingHistory implements LiveHistory {
  complete = true;
  readonly queries: ArrivalQuery[] = [];
  /** Ids of events, to be found by them. */
  readonly stored = new Map<string, EventText>();
  /** Asked for once more, it is thrown. */
  failure: Error | undefined;

  async *arrivals(query: ArrivalQuery): AsyncGenerator<Arrived[]> {
    this.queries.push(query);
    const { failure } = this;
    this.failure = undefined;
    if (failure !== undefined) throw failure;
    const matches = query.filter === '' ? () => true : compileFilter(parseFilter(query.filter));
    const found = [...this.stored]
      .map(([id, text]) => ({ id, text }))
      .filter(({ id }) => BigInt(query.from) <= BigInt(id) && BigInt(id) <= BigInt(query.to))
      .filter(({ text }) => matches(JSON.parse(text)))
      .sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
    for (let start = 0; start < found.length; start += 3) {
      await Promise.resolve();
      yield found.slice(start, start + 3);
    }
  }

  async pendingSince(): Promise<number> {
    return Date.now() + 1;
  }
}

/** A live bus within the process that counts its listeners, past and present. */
export class LocalBus implements LiveBus {
  readonly #listeners = new Set<(events: string) => void>();
  /** Subscriptions there have been. */
  subscriptions = 0;

  async open(): Promise<void> {}

  get hasListeners(): boolean {
    return this.#listeners.size > 0;
  }

  publish(events: string): void {
    for (const listener of this.#listeners) listener(events);
  }

  async subscribe(listener: (events: string) => void): Promise<() => Promise<void>> {
    this.subscriptions += 1;
    this.#listeners.add(listener);
    return async () => {
      this.#listeners.delete(listener);
    };
  }

  async close(): Promise<void> {}
}

/** A live bus that lets nobody listen before it is told to proceed. */
export class HesitantBus extends LocalBus {
  readonly #waiting: (() => void)[] = [];

  override async subscribe(listener: (events: string) => void): Promise<() => Promise<void>> {
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
    });
    return super.subscribe(listener);
  }

  proceed(): void {
    this.#waiting.shift()?.();
  }
}

/** A live bus that cannot be listened to. */
export class FailingBus extends LocalBus {
  override async subscribe(): Promise<() => Promise<void>> {
    throw new RetryableError('Redis is away');
  }
}

/** An event as the store and the bus carry it. */
export function eventText(id: string, fields: Partial<Omit<EventRecord, 'id'>> = {}): EventText {
  return JSON.stringify({
    id,
    timestamp: '2025-11-11T10:20:30.123456Z',
    received_at: '2025-11-11T10:20:31.000000Z',
    level: 'INFO',
    source: 'host1',
    application: 'auth',
    message: 'connection failed',
    metadata: {},
    format: 'json',
    ...fields,
  });
}

/** Keeps templates as a database would. */
export class RecordingTemplates implements TemplateStore {
  readonly templates = new Map<string, Template>();
  /** What the next exchanges are refused with. */
  away: Error | undefined;

  async exchangeTemplates(changed: readonly Template[]): Promise<TemplateNews> {
    if (this.away !== undefined) throw this.away;
    for (const template of changed) {
      const sameAs = this.templates.get(template.id)?.sameAs ?? template.sameAs;
      this.templates.set(template.id, sameAs === undefined ? template : { ...template, sameAs });
    }
    return { templates: [...this.templates.values()], position: '' };
  }

  async forgetTemplates(unseenSinceMillis: number): Promise<void> {
    for (const [id, { lastSeenMillis }] of this.templates) {
      if (lastSeenMillis < unseenSinceMillis) this.templates.delete(id);
    }
  }
}
