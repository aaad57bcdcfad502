import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { Random } from '../../bench/fuzz/random.js';
import { REPOSITORY } from '../../bench/support/repository.js';
import { countAll, placesOf } from './count.js';
import type { Fault } from './faults/fault.js';
import { Background } from './load/background.js';
import { HttpLoad } from './load/http-load.js';
import { Requests } from './load/requests.js';
import { judge } from './load/tally.js';
import { type Injected, Schedule } from './schedule.js';
import { settled } from './settle.js';
import type { QueueKind } from './world/pipeline.js';
import { World } from './world/world.js';

export interface ChaosOptions {
  readonly queue: QueueKind;
  readonly seed: number;
  readonly faults: readonly Fault[];
  /** How many faults are to happen. */
  readonly count: number;
  readonly records: number;
  /** After so long no fault and no record is added. */
  readonly seconds: number;
  readonly ingests: number;
  readonly workers: number;
  readonly onProgress?: (progress: ChaosProgress) => void;
  readonly onFault?: (injected: Injected) => void;
}

export interface ChaosProgress {
  readonly phase: 'faults' | 'draining' | 'counting';
  readonly seconds: number;
  readonly injected: number;
  readonly sent: number;
  readonly answered: number;
}

export interface ChaosResult {
  readonly queue: QueueKind;
  readonly seed: number;
  readonly seconds: number;
  /** By name. */
  readonly faults: Record<string, number>;
  readonly records: {
    sent: number;
    answered: number;
    /** Sent, never answered, and there all the same: allowed. */
    unanswered_there: number;
    requests: number;
    repeated_requests: number;
    tcp_sent: number;
    udp_sent: number;
  };
  readonly rows: number;
  readonly dead_letters: number;
  readonly lost: number;
  readonly doubled: number;
  /** Highest resident memory of a process, in bytes, by name. */
  readonly memory_peaks: Record<string, number>;
  /** All that must not be, in words; empty when the promise held. */
  readonly problems: string[];
}

/** What one fault takes with its gap, on average, until it is known. */
const FAULT_SECONDS = 2.5;
const MEMORY_MILLIS = 1000;
const MOST_BYTES = 400e6;
const SHOWN_NUMBERS = 20;
const AROUND_MILLIS = 10_000;

/** One run from start to count. @throws when the engines or processes cannot even be started */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const folder = await mkdtemp(join(tmpdir(), 'laf-chaos-'));
  await chmod(folder, 0o755);
  const { queue, ingests, workers } = options;
  const world = await World.start({ queue, folder, ingests, workers });
  const run = new Run(options, world);
  try {
    const result = await run.result();
    await world.stop();
    const late = world.members.flatMap(({ process }) => process.problems);
    const problems = [...new Set([...result.problems, ...late])];
    if (problems.length === 0) await rm(folder, { recursive: true, force: true });
    else problems.push(`logs of all processes are in ${folder}`);
    return { ...result, problems };
  } catch (error) {
    await world.abandon();
    throw error;
  }
}

class Run {
  readonly #start = performance.now();
  readonly #now = () => performance.now() - this.#start;
  readonly #requests = new Requests(this.#now);
  readonly #background = new Background();
  readonly #stop: AbortSignal;
  readonly #schedule: Schedule;
  readonly #load: HttpLoad;
  #phase: ChaosProgress['phase'] = 'faults';

  constructor(
    private readonly options: ChaosOptions,
    private readonly world: World,
  ) {
    const { seed, faults, count, records, seconds } = options;
    this.#stop = AbortSignal.timeout(seconds * 1000);
    this.#schedule = new Schedule({
      ...{ world, faults, count, now: this.#now, stop: this.#stop },
      random: new Random(seed, 1),
      onFault: (injected) => options.onFault?.(injected),
    });
    this.#load = new HttpLoad({
      targets: world.with('ingest').map(({ clientUrl }) => clientUrl),
      requests: this.#requests,
      random: new Random(seed, 2),
      records,
      perSecond: () => this.#perSecond(),
      stop: this.#stop,
    });
  }

  async result(): Promise<ChaosResult> {
    const watch = setInterval(() => this.#watch(), MEMORY_MILLIS);
    try {
      await this.#strike();
      this.#phase = 'draining';
      const stuck = await settled(this.world, new AbortController().signal).then(
        () => [],
        (error: Error) => [error.message],
      );
      this.#phase = 'counting';
      return await this.#count(stuck);
    } finally {
      clearInterval(watch);
    }
  }

  async #strike(): Promise<void> {
    const ingests = this.world.with('ingest');
    const background = this.#background.run(
      ingests.map(({ tcpPort }) => tcpPort),
      ingests.map(({ udpPort }) => udpPort),
    );
    const sending = this.#load.run();
    await this.#schedule.run();
    await sending;
    this.#background.stop();
    await background;
  }

  /** So that records last as long as faults do. */
  #perSecond(): number {
    const { count, records } = this.options;
    const { injected } = this.#schedule;
    const left = count - injected.length;
    if (left <= 0) return Number.POSITIVE_INFINITY;
    const each = injected.length < 5 ? FAULT_SECONDS : this.#now() / 1000 / injected.length;
    return (records - this.#requests.sent) / (left * each);
  }

  #watch(): void {
    for (const { process } of this.world.members) process.watchMemory();
    this.options.onProgress?.({
      ...{ phase: this.#phase, seconds: this.#now() / 1000, injected: this.#schedule.injected.length },
      ...{ sent: this.#requests.sent, answered: this.#requests.answered },
    });
  }

  async #count(stuck: readonly string[]): Promise<ChaosResult> {
    const seconds = this.#now() / 1000;
    const client = new pg.Client({ connectionString: this.world.postgres.url() });
    await client.connect();
    const { tallies, rows, letters, strange, repeatedIds } = await countAll(client);
    const requests = this.#requests;
    const verdict = judge(requests, tallies.http);
    const doubledLines = { tcp: tallies.tcp.doubled(), udp: tallies.udp.doubled() };
    const doubled = verdict.doubled.length + doubledLines.tcp.length + doubledLines.udp.length;
    const peaks = this.world.members.map(({ process }) => [process.name, process.memoryPeak] as const);
    const problems = [
      ...stuck,
      ...this.#load.problems.slice(0, SHOWN_NUMBERS),
      ...strange.map((line) => `nobody has sent this: ${line}`),
      ...(verdict.foreign > 0 ? [`${verdict.foreign} numbers are there that were never sent`] : []),
      ...(repeatedIds > 0 ? [`${repeatedIds} rows have the id of another`] : []),
      ...peaks
        .filter(([, peak]) => peak > MOST_BYTES)
        .map(([name, peak]) => `${name} had ${peak} bytes resident`),
      ...(await this.#explain(client, 'lost', verdict.lost)),
      ...(await this.#explain(client, 'doubled', verdict.doubled)),
      ...Object.entries(doubledLines)
        .filter(([, numbers]) => numbers.length > 0)
        .map(([lane, numbers]) => `${lane}: doubled ${numbers.slice(0, SHOWN_NUMBERS).join(', ')}`),
      ...(await auditProblems(this.world.postgres.url())),
    ];
    await client.end();
    return {
      ...{ queue: this.options.queue, seed: this.options.seed, seconds: Math.round(seconds) },
      faults: countsOf(this.#schedule.injected.map(({ name }) => name)),
      records: {
        ...{ sent: requests.sent, answered: requests.answered, unanswered_there: verdict.unansweredThere },
        ...{ requests: requests.all.length, repeated_requests: requests.repeated },
        ...{ tcp_sent: this.#background.sent.tcp, udp_sent: this.#background.sent.udp },
      },
      ...{ rows, dead_letters: letters, lost: verdict.lost.length, doubled },
      memory_peaks: Object.fromEntries(peaks),
      problems,
    };
  }

  /** Numbers with where they are, their requests and the faults around them. */
  async #explain(client: pg.Client, what: string, numbers: readonly number[]): Promise<string[]> {
    if (numbers.length === 0) return [];
    const shown = numbers.slice(0, SHOWN_NUMBERS);
    const places = await placesOf(client, 'http', shown);
    const texts = shown.map((number) => {
      const request = this.#requests.of(number);
      const when = request === undefined ? '' : describe(request);
      return `  ${number}: ${places.get(number)!.join('; ') || 'nowhere'}${when}`;
    });
    const moments = shown.map((number) => this.#requests.of(number)?.sentAt ?? 0);
    const around = this.#schedule.injected.filter(({ from, to }) =>
      moments.some((at) => at > from - AROUND_MILLIS && at < (to ?? from) + AROUND_MILLIS),
    );
    return [
      `${numbers.length} records are ${what}:\n${texts.join('\n')}`,
      `faults around them:\n${around.map(lineOf).join('\n')}`,
    ];
  }
}

function describe({ first, count, path, key, tries, sentAt, answeredAt }: Requests['all'][number]): string {
  const answer = answeredAt === undefined ? 'not answered' : `answered at ${Math.round(answeredAt)}`;
  const named = key === undefined ? 'without a key' : `key ${key}, ${tries} tries`;
  return `; sent at ${Math.round(sentAt)} ms to ${path} with ${first}–${first + count - 1}, ${named}, ${answer}`;
}

export function lineOf({ name, place, from, to }: Injected): string {
  const end = to === undefined ? '' : `–${(to / 1000).toFixed(1)}`;
  return `  ${(from / 1000).toFixed(1)}${end} s  ${name}, ${place}`;
}

function countsOf(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of [...names].sort()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** What `laf audit --deep` finds wrong, as a user would run it. */
async function auditProblems(databaseUrl: string): Promise<string[]> {
  const main = join(REPOSITORY, 'dist', 'cli', 'main.js');
  try {
    await promisify(execFile)(process.execPath, [main, 'audit', '--deep', '--json'], {
      env: { PATH: process.env.PATH, DB_URL: databaseUrl },
    });
    return [];
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return [`laf audit: ${stdout}${stderr}`];
  }
}
