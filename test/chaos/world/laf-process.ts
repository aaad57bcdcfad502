import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { REPOSITORY } from '../../../bench/support/repository.js';

const COMMAND = ['--max-semi-space-size=32', join(REPOSITORY, 'dist', 'cli', 'main.js'), 'run'];
/** An engine is away at start: whoever keeps the process tries again. */
const EXIT_WRONG_ENVIRONMENT = 2;
const START_AGAIN_MILLIS = 300;
const STOP_MILLIS = 60_000;
const SHOWN_STDERR = 2000;

export interface LafProcessOptions {
  /** `ingest-1`; its folder and its log are named so. */
  readonly name: string;
  /** What follows `laf run`. */
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
}

/**
 * A `laf run` and who keeps it running: one that has ended is started again, as a service manager does, unless it is
 * held down.
 */
export class LafProcess {
  /** Ends that no fault explains, in words. */
  readonly problems: string[] = [];
  /** The most that a process of this name ever had resident, in bytes. */
  memoryPeak = 0;
  #child: ChildProcess | undefined;
  #ready = false;
  #held = false;
  #ending = false;
  #stderr = '';
  #keeping: Promise<void> | undefined;

  constructor(private readonly options: LafProcessOptions) {
    mkdirSync(options.folder, { recursive: true });
  }

  get name(): string {
    return this.options.name;
  }

  /** Whether it has said that it is ready and still runs. */
  get ready(): boolean {
    return this.#ready;
  }

  /** Resolves once it is ready. */
  async start(): Promise<void> {
    this.#keeping = this.#keep();
    await this.becomesReady();
  }

  async becomesReady(): Promise<void> {
    while (!this.#ready) {
      if (this.problems.length > 0) throw new Error(this.problems[0]);
      await delay(50);
    }
  }

  /** Its pid and those of its pool. */
  get pids(): number[] {
    const pid = this.#child?.pid;
    return pid === undefined ? [] : [pid, ...childrenOf(pid)];
  }

  /** SIGKILL to the pid, one of `pids`. */
  kill(pid: number): void {
    signal(pid, 'SIGKILL');
  }

  /** SIGKILL to it and its pool, and nothing is started until `release`. */
  killAll(): void {
    this.#held = true;
    for (const pid of this.pids) signal(pid, 'SIGKILL');
  }

  /** Asks it to drain, and starts nothing until `release`. */
  async terminate(): Promise<void> {
    this.#held = true;
    await this.#terminate();
  }

  release(): void {
    this.#held = false;
  }

  freeze(pids: readonly number[]): void {
    for (const pid of pids) signal(pid, 'SIGSTOP');
  }

  thaw(pids: readonly number[]): void {
    for (const pid of pids) signal(pid, 'SIGCONT');
  }

  /** Notes how much memory it and its pool have had. Linux only. */
  watchMemory(): void {
    for (const pid of this.pids) {
      this.memoryPeak = Math.max(this.memoryPeak, residentPeak(pid));
    }
  }

  /** Drains and ends it for good. */
  async end(): Promise<void> {
    this.#ending = true;
    await this.#terminate();
    await this.#keeping;
  }

  /** SIGKILL for good. */
  abandon(): void {
    this.#ending = true;
    for (const pid of this.pids) signal(pid, 'SIGKILL');
  }

  async #terminate(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const late = setTimeout(() => {
      this.problems.push(`${this.name} had not ended ${STOP_MILLIS / 1000} s after SIGTERM`);
      for (const pid of this.pids) signal(pid, 'SIGKILL');
    }, STOP_MILLIS);
    await ended;
    clearTimeout(late);
  }

  async #keep(): Promise<void> {
    while (!this.#ending) {
      if (!this.#held) await this.#runOnce();
      if (!this.#ending) await delay(START_AGAIN_MILLIS);
    }
  }

  async #runOnce(): Promise<void> {
    const { name, args, environment, folder } = this.options;
    const log = createWriteStream(join(folder, 'log'), { flags: 'a' });
    const child = spawn(process.execPath, [...COMMAND, ...args], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, LOG_LEVEL: 'info', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.#stderr = '';
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('is ready') || text.includes('Ctrl-C ends it')) this.#ready = true;
    });
    child.stderr!.pipe(log);
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-SHOWN_STDERR);
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    this.#ready = false;
    if (code !== null && code !== 0 && code !== EXIT_WRONG_ENVIRONMENT)
      this.problems.push(`${name} ended by itself with ${code}:\n${this.#stderr}`);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended meanwhile.
  }
}

function childrenOf(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    return text === '' ? [] : text.split(' ').map(Number);
  } catch {
    return [];
  }
}

function residentPeak(pid: number): number {
  try {
    const match = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Number(match?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
