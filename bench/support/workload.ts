import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { steppingClock } from '../../cli/generate/clock.js';
import { mixed } from '../../cli/generate/formats/mixed.js';
import { Random } from '../../cli/generate/random.js';
import { Workload } from '../../cli/generate/workload.js';
import { REPOSITORY } from './repository.js';

const CACHE = join(REPOSITORY, 'bench', '.cache');
const SEED = 1;
/** Fixed, so that every run on every machine writes the same bytes. */
const START = Date.UTC(2025, 10, 11);
const PIECE = 10_000;

export interface WorkloadOptions {
  /** Time of the first line in milliseconds since 1970; later ones follow by 0 to 19 ms. */
  startMillis?: number;
}

export interface WorkloadFile {
  path: string;
  lines: number;
  bytes: number;
}

/** The reference workload of DESIGN.md as a file of LF-ended lines; written once for a number of lines and start. */
export async function referenceWorkload(
  lines: number,
  { startMillis = START }: WorkloadOptions = {},
): Promise<WorkloadFile> {
  const path = join(CACHE, `mixed-${lines}-${startMillis}-${fingerprint()}.lines`);
  const known = await stat(path).catch(() => undefined);
  if (known === undefined) await write(path, lines, startMillis);
  const { size } = known ?? (await stat(path));
  return { path, lines, bytes: size };
}

const DAY_MILLIS = 86_400_000;

/** The same, beginning with yesterday, where partitions are. */
export function recentWorkload(lines: number): Promise<WorkloadFile> {
  return referenceWorkload(lines, { startMillis: (Math.floor(Date.now() / DAY_MILLIS) - 1) * DAY_MILLIS });
}

/** Changes with what the generator makes, so that no file of an older generator is taken for the workload. */
function fingerprint(): string {
  const lines = workload(START).take(1_000).join('\n');
  return createHash('sha256').update(lines).digest('hex').slice(0, 8);
}

function workload(startMillis: number): Workload {
  const random = new Random(SEED);
  return new Workload(mixed.lines(random), steppingClock(random, startMillis));
}

/** The name is given last, so that a run that was ended half way leaves no half workload. */
async function write(path: string, lines: number, startMillis: number): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  await pipeline(Readable.from(pieces(workload(startMillis), lines)), createWriteStream(unfinished));
  await rename(unfinished, path);
}

function* pieces(workload: Workload, lines: number): Generator<Buffer> {
  for (let left = lines; left > 0; left -= PIECE) {
    yield Buffer.from(`${workload.take(Math.min(left, PIECE)).join('\n')}\n`);
  }
}

export interface SendReport {
  bytes: number;
  /** When the first byte went out, in milliseconds since 1970. */
  startedAtMillis: number;
  /** From the first byte to the moment the last one was handed to the system. */
  seconds: number;
}

export interface Sender {
  process: ChildProcess;
  /** Rejects when the receiver could not be reached or went away. */
  finished: Promise<SendReport>;
}

/** Starts a process that streams a file over TCP as fast as the receiver takes it. */
export function sendFile(path: string, host: string, port: number): Sender {
  const script = join(REPOSITORY, 'dist', 'bench', 'support', 'send-tcp.js');
  const child = spawn(process.execPath, [script, path, host, String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { process: child, finished: reportOf(child) };
}

async function reportOf(child: ChildProcess): Promise<SendReport> {
  const report = json(child.stdout!).catch(() => undefined);
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the sender ended with exit code ${code}`);
  return (await report) as SendReport;
}
