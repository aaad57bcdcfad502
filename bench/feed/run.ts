import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { Latencies, type LatencySummary } from '../support/latencies.js';
import { Poster } from '../support/post.js';
import { tick } from '../support/ticker.js';
import { openClient } from './client.js';
import type { CrowdData, CrowdReport } from './crowd.js';
import { numberedLine, numberIn } from './numbered-events.js';

export interface FeedCase {
  readonly name: string;
  readonly events_per_second: number;
  readonly events_per_request: number;
  readonly clients: number;
  readonly filters: number;
  readonly seconds: number;
}

export interface FeedCaseReport extends FeedCase {
  sent: number;
  /** From the whole answer of the request to the frame with its event, at one client for each filter. */
  latency: LatencySummary;
  /** Frames that came before the answer; they count as 1 µs. */
  early: number;
  /** Requests without an answer of 202; their events are not in the other figures. */
  failed: number;
  /** Events that a client with their filter did not get, added up over all clients. */
  missed: number;
  /** Clients that missed any. */
  clients_that_missed: number;
  /** Frames of other kinds, such as `skipped`. */
  others: string[];
}

const CROWD = new URL('./crowd.js', import.meta.url);
/** Its events must come, too, but while the program warms up their latency is not noted. */
export const WARM_UP_SECONDS = 3;
/** How long the last frames may take, and how long nothing must come before they are taken to be the last. */
const PATIENCE_MILLIS = 20_000;
const QUIET_MILLIS = 1000;

/** @param feedUrl where clients connect */
export async function runFeedCase(url: string, feedUrl: string, given: FeedCase): Promise<FeedCaseReport> {
  const crowd = given.clients > given.filters ? await startCrowd(feedUrl, given) : undefined;
  const probes = new Probes(given);
  await probes.open(feedUrl);
  const seconds = WARM_UP_SECONDS + given.seconds;
  const requests = (given.events_per_second * seconds) / given.events_per_request;
  const failed = await send(url, given, requests, probes);
  const sent = (requests - failed) * given.events_per_request;
  await settled(probes, sent);
  const { counts, others } = (await crowd?.count()) ?? { counts: [], others: [] };
  const missing = [...counts.map((count) => sent / given.filters - count), ...probes.missing(sent)];
  await crowd?.end();
  probes.close();
  return {
    ...given,
    sent,
    failed,
    latency: probes.latencies.summary(),
    early: probes.early,
    missed: missing.reduce((sum, count) => sum + count, 0),
    clients_that_missed: missing.filter((count) => count !== 0).length,
    others: [...others, ...probes.others],
  };
}

/** One client for each filter, who notes when each event came. */
class Probes {
  readonly latencies = new Latencies();
  readonly others: string[] = [];
  early = 0;
  got = 0;
  readonly #counts: number[];
  readonly #answered: Float64Array;
  readonly #seen: Float64Array;
  readonly #measuredFrom: number;
  #close: (() => void)[] = [];

  constructor({ filters, events_per_second, seconds }: FeedCase) {
    const events = events_per_second * (WARM_UP_SECONDS + seconds);
    this.#counts = new Array<number>(filters).fill(0);
    this.#answered = new Float64Array(events);
    this.#seen = new Float64Array(events);
    this.#measuredFrom = events_per_second * WARM_UP_SECONDS;
  }

  async open(url: string): Promise<void> {
    for (let filter = 0; filter < this.#counts.length; filter++) {
      const onEvents = (frame: Buffer) => this.#read(frame, filter);
      const socket = await openClient(url, filter, onEvents, (other) => this.others.push(other));
      this.#close.push(() => socket.terminate());
    }
  }

  answered(first: number, count: number): void {
    const now = performance.now();
    for (let number = first; number < first + count; number++) {
      this.#answered[number] = now;
      if (this.#seen[number] !== 0) this.#note(number);
    }
  }

  missing(sent: number): number[] {
    return this.#counts.map((count) => sent / this.#counts.length - count);
  }

  close(): void {
    for (const close of this.#close) close();
  }

  #read(frame: Buffer, filter: number): void {
    const now = performance.now();
    const { events } = JSON.parse(frame.toString()) as { events: { message: string }[] };
    for (const { message } of events) {
      const number = numberIn(message);
      this.#seen[number] = now;
      if (this.#answered[number] !== 0) this.#note(number);
    }
    this.#counts[filter]! += events.length;
    this.got += events.length;
  }

  #note(number: number): void {
    if (number < this.#measuredFrom) return;
    const millis = this.#seen[number]! - this.#answered[number]!;
    if (millis <= 0) this.early += 1;
    this.latencies.record(millis);
  }
}

/** @returns requests that failed */
async function send(url: string, given: FeedCase, requests: number, probes: Probes): Promise<number> {
  const { events_per_second, events_per_request, filters } = given;
  const headers = { 'content-type': 'application/x-ndjson' };
  const poster = new Poster({ url: new URL('/data/batch', url).href, headers });
  const answers: Promise<void>[] = [];
  let failed = 0;
  const post = async (request: number) => {
    const first = request * events_per_request;
    const lines = Array.from({ length: events_per_request }, (_, i) => numberedLine(first + i, filters));
    const status = await poster.post(`${lines.join('\n')}\n`).catch(() => 0);
    if (status === 202) probes.answered(first, events_per_request);
    else failed += 1;
  };
  await tick(events_per_second / events_per_request, requests, (request) => answers.push(post(request)));
  await Promise.all(answers);
  poster.close();
  return failed;
}

/** Waits until all events are there, or nothing has come for a while. */
async function settled(probes: Probes, sent: number): Promise<void> {
  const deadline = performance.now() + PATIENCE_MILLIS;
  while (probes.got < sent && performance.now() < deadline) await delay(QUIET_MILLIS / 10);
  // The crowd has frames of the same moment.
  await delay(QUIET_MILLIS);
}

async function startCrowd(url: string, { clients, filters }: FeedCase) {
  const workerData: CrowdData = { url, clients: clients - filters, filters };
  const thread = new Worker(CROWD, { workerData });
  await once(thread, 'message');
  return {
    count: async (): Promise<CrowdReport> => {
      thread.postMessage('count');
      const [report] = await once(thread, 'message');
      return report;
    },
    end: async () => {
      thread.postMessage('end');
      await once(thread, 'exit');
    },
  };
}
