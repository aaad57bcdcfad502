import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { afterAll } from 'vitest';

export interface ProgramSetup {
  /** Text of the pipeline file; without it, the one that comes with the program, on free ports. Port 0 is any free one. */
  readonly pipeline?: string;
  /** What lies beside the pipeline file, by name. */
  readonly files?: Readonly<Record<string, string>>;
  /** What follows `laf run`: `['--roles', 'worker']`. */
  readonly args?: readonly string[];
  /** DB_URL, REDIS_URL and so on. Nothing of the tests' own environment is handed down but what programs need. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface ProgramEnd {
  readonly code: number | null;
  readonly signal: string | null;
}

/** One `laf run` that has said it is ready. */
export interface RunningProgram {
  /** Where its HTTP server is, without a slash at the end. @throws where it has none */
  readonly url: string;
  /** What its sources listen on, in the order of the file: `udp://127.0.0.1:41023`. */
  readonly addresses: readonly string[];
  /** The n-th address of a protocol, as a port. @throws where there is none */
  syslogPort(protocol: 'tcp' | 'udp', index?: number): number;
  readonly pid: number;
  /** The pipeline file. */
  readonly file: string;
  readonly dataDir: string;
  readonly stdin: Writable;
  /** All it has written so far; the log is in stderr, as JSON lines. */
  stdout(): string;
  stderr(): string;
  /** The most memory it ever had resident, in bytes. Linux only; while it runs. */
  memoryPeak(): number;
  /** Sends the signal, SIGTERM unless told, and waits for the end; 0 is the code of one that has drained. */
  stop(signal?: NodeJS.Signals): Promise<ProgramEnd>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  readonly ended: Promise<ProgramEnd>;
}

/** A program that ended before it was ready. */
export class StartError extends Error {
  constructor(
    readonly end: ProgramEnd,
    readonly stdout: string,
    readonly stderr: string,
  ) {
    super(`laf run ended with ${end.code ?? end.signal}:\n${stdout}${stderr}`);
  }
}

const REPOSITORY = join(import.meta.dirname, '..', '..');
/** As `npm start` has it. */
const COMMAND = ['--max-semi-space-size=32', join(REPOSITORY, 'dist', 'cli', 'main.js')];
const HANDED_DOWN = ['PATH', 'HOME', 'TMPDIR', 'LANG'];
/** The last line of the block; all that stands before it is there by then. */
const READY = /^Logs & Found is ready\n[\s\S]*Ctrl-C ends it/m;

const running = new Set<ChildProcessWithoutNullStreams>();
const folders: string[] = [];
/** Data folders of the PostgreSQL servers that programs brought along: one outlives a program that is killed. */
const databases = new Set<string>();

afterAll(async () => {
  await Promise.all([...running].map(killed));
  for (const database of databases) endDatabase(database);
  for (const folder of folders.splice(0)) {
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  }
});
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/**
 * Starts the built program in a folder of its own and waits for its ready block. What still runs when the test file is
 * done is killed.
 *
 * @throws StartError when it ends instead
 */
export async function startProgram(setup: ProgramSetup = {}): Promise<RunningProgram> {
  const folder = await mkdtemp(join(tmpdir(), 'laf-program-'));
  folders.push(folder);
  // For the PostgreSQL of a program that runs as root, which runs as another user.
  await chmod(folder, 0o755);
  const dataDir = setup.environment?.DATA_DIR ?? join(folder, 'data');
  const file = join(folder, 'pipeline.yaml');
  await writeFile(file, setup.pipeline ?? (await defaultPipeline()));
  for (const [name, text] of Object.entries(setup.files ?? {})) await writeFile(join(folder, name), text);
  const child = spawn(process.execPath, [...COMMAND, 'run', file, ...(setup.args ?? [])], {
    cwd: folder,
    env: { ...surroundings(), PORT: '0', DATA_DIR: dataDir, ...setup.environment },
  });
  const ended = endOf(child);
  // Its input is a pipe that breaks when it ends.
  child.stdin.on('error', () => undefined);
  const [stdout, stderr] = [textOf(child.stdout), textOf(child.stderr)];
  await Promise.race([ready(child, stdout), ended]);
  if (!READY.test(stdout())) throw new StartError(await ended, stdout(), stderr());
  const database = rowOf(stdout(), 'Data');
  if (database !== undefined) databases.add(database);
  const addresses = rowOf(stdout(), 'Sources')?.split('  ') ?? [];
  return {
    get url() {
      return required(rowOf(stdout(), 'Dashboard') ?? rowOf(stdout(), 'HTTP'), 'HTTP server').replace(
        /\/$/,
        '',
      );
    },
    addresses,
    syslogPort: (protocol, index = 0) => {
      const matching = addresses.filter((address) => address.startsWith(`${protocol}:`));
      return Number(new URL(required(matching[index], `${protocol} listener ${index}`)).port);
    },
    pid: child.pid!,
    file,
    dataDir,
    stdin: child.stdin,
    stdout,
    stderr,
    memoryPeak: () => memoryPeak(child.pid!),
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
    kill: () => killed(child),
    ended,
  };
}

function surroundings(): Record<string, string> {
  const known = HANDED_DOWN.map((name) => [name, process.env[name]] as const);
  return Object.fromEntries(known.filter((pair): pair is [string, string] => pair[1] !== undefined));
}

/** Resolves once the streams have ended too, so that all it wrote is there. */
async function endOf(child: ChildProcessWithoutNullStreams): Promise<ProgramEnd> {
  running.add(child);
  const [code, signal] = await once(child, 'close');
  running.delete(child);
  return { code, signal };
}

function textOf(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  return () => text;
}

function ready(child: ChildProcessWithoutNullStreams, stdout: () => string): Promise<void> {
  return new Promise((resolve) => {
    child.stdout.on('data', () => READY.test(stdout()) && resolve());
  });
}

/** `  Sources    udp://127.0.0.1:5514  tcp://127.0.0.1:5514` */
function rowOf(block: string, name: string): string | undefined {
  return new RegExp(`^  ${name} +(.+)$`, 'm').exec(block)?.[1];
}

function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`this program has no ${what}`);
  return value;
}

function memoryPeak(pid: number): number {
  const match = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(match![1]) * 1024;
}

async function killed(child: ChildProcessWithoutNullStreams): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'close');
  child.kill('SIGKILL');
  await ended;
}

function endDatabase(folder: string): void {
  const file = join(folder, 'postmaster.pid');
  if (existsSync(file)) process.kill(Number(readFileSync(file, 'utf8').split('\n')[0]), 'SIGQUIT');
}

/** Tests run beside each other, and beside a program that somebody has started to look at. */
async function defaultPipeline(): Promise<string> {
  return (await readFile(join(REPOSITORY, 'pipeline.yaml'), 'utf8')).replaceAll(/:5514"/g, ':0"');
}
