import type { PipelinePlan } from '../config/plan.js';
import { encodeChunk } from './chunk-codec.js';
import type {
  KeptLetter,
  LetterConditions,
  LetterPage,
  LetterPlace,
  LetterQuery,
  LetterStore,
  MarkedLetter,
  MarkPosition,
} from './dead-letters.js';
import { upstreamOf } from './graph.js';
import type { Queue } from './queue.js';

export interface ReplayOutcome {
  /** Letters that are on their way again. */
  readonly replayed: number;
  /** Letters that stay as they are: see {@link MarkedPage.unreplayable}. */
  readonly unreplayable: number;
}

/** What people can do with dead letters. */
export interface DeadLetterDesk {
  list(query: LetterQuery): Promise<LetterPage>;
  get(key: string): Promise<KeptLetter | undefined>;
  drop(conditions: LetterConditions): Promise<number>;
  /** @throws RetryableError, QueueFullError: the same call later goes on where this one ended. */
  replay(conditions: LetterConditions): Promise<ReplayOutcome>;
}

/** The letters of a store, which go again through the graph of `plan`, as it is at that time. */
export class LetterDesk implements DeadLetterDesk {
  constructor(
    private readonly store: LetterStore,
    private readonly queue: Pick<Queue, 'append'>,
    private readonly plan: () => PipelinePlan,
  ) {}

  list(query: LetterQuery): Promise<LetterPage> {
    return this.store.listLetters(query);
  }

  get(key: string): Promise<KeptLetter | undefined> {
    return this.store.getLetter(key);
  }

  drop(conditions: LetterConditions): Promise<number> {
    return this.store.dropLetters(conditions);
  }

  async replay(conditions: LetterConditions): Promise<ReplayOutcome> {
    let [replayed, unreplayable] = [0, 0];
    let position: MarkPosition | undefined;
    do {
      const page = await this.store.markLetters(
        conditions,
        (place) => lackingSinks(place, this.plan()),
        position,
      );
      // The marks are committed: from here on the same letters give the same chunks, whoever appends them.
      if (page.letters.length > 0) await this.queue.append(page.letters.map(chunkOfLetter));
      replayed += page.letters.length;
      unreplayable += page.unreplayable;
      position = page.next;
    } while (position !== undefined);
    return { replayed, unreplayable };
  }
}

/**
 * The sinks of today's graph that a letter's record is to go to: those behind the stage that refused it, as the others
 * have it; all that its source reaches when that stage is gone. Undefined when there is none.
 */
export function lackingSinks(
  { stage, source, sinks }: LetterPlace,
  plan: PipelinePlan,
): readonly string[] | undefined {
  const ways = plan.sinks.map(({ name }) => ({ name, upstream: upstreamOf(name, plan) }));
  const reached = ways.filter(({ upstream }) => upstream.has(source));
  const behind = reached.filter(({ upstream }) => upstream.has(stage));
  const lacking = (behind.length > 0 ? behind : reached).map(({ name }) => name);
  // A record that was for some sinks only is for no others when it is refused again, at a stage before all of them.
  const asked = lacking.filter((name) => sinks?.includes(name) ?? true);
  const chosen = asked.length > 0 ? asked : lacking;
  return chosen.length > 0 ? chosen : undefined;
}

/** One chunk for each letter: whatever becomes of the others, the same letter always gives the same chunk. */
function chunkOfLetter({ arrival, raw, sinks, ...letter }: MarkedLetter): Buffer {
  const { transport = 'stdin', peer = '', ...named } = arrival ?? {};
  return encodeChunk(
    {
      id: letter.replayChunk,
      source: letter.source,
      transport,
      receivedAtMicros: letter.receivedAtMicros,
      framing: 'lengths',
      count: 1,
      firstId: letter.eventId,
      peers: [[peer, 1]],
      ...named,
      replay: true,
      sinks: [...sinks],
    },
    [raw],
    [raw.length],
  );
}
