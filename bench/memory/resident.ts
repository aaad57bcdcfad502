import { readFileSync } from 'node:fs';
import { treeOf } from '../support/cpu.js';

const SAMPLE_MILLIS = 100;

/** Highest figures of one process, in bytes. */
export interface Resident {
  pid: number;
  /** VmHWM: all that was ever resident at once, mapped files included. */
  peak: number;
  /** The most of its own memory (RssAnon): what the kernel cannot drop. */
  anonymous: number;
  /** The most of mapped files (RssFile): programs, and the pages of LMDB, which the kernel drops when others need them. */
  mapped: number;
}

/** Watches the Node processes of a tree until it is stopped. Linux only. */
export class ResidentWatch {
  readonly #found = new Map<number, Resident>();
  readonly #timer: NodeJS.Timeout;

  constructor(private readonly root: number) {
    this.#sample();
    this.#timer = setInterval(() => this.#sample(), SAMPLE_MILLIS);
  }

  stop(): Resident[] {
    clearInterval(this.#timer);
    this.#sample();
    return [...this.#found.values()];
  }

  #sample(): void {
    for (const { pid, name } of treeOf(this.root)) {
      // Node names its main thread, and with it the process, so; `node` is what it was started as.
      if (name !== 'node' && name !== 'MainThread') continue;
      const now = read(pid);
      if (now === undefined) continue;
      const known = this.#found.get(pid) ?? now;
      this.#found.set(pid, {
        pid,
        peak: Math.max(known.peak, now.peak),
        anonymous: Math.max(known.anonymous, now.anonymous),
        mapped: Math.max(known.mapped, now.mapped),
      });
    }
  }
}

/** Undefined when the process has ended. */
function read(pid: number): Resident | undefined {
  let status: string;
  try {
    status = readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return undefined;
  }
  const bytes = (field: string) =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0) * 1024;
  return {
    pid,
    peak: bytes('VmHWM'),
    anonymous: bytes('RssAnon'),
    mapped: bytes('RssFile') + bytes('RssShmem'),
  };
}
