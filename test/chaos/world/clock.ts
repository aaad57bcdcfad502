import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where Debian's package libfaketime puts it. */
function library(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  for (const folder of readdirSync('/usr/lib')) {
    const path = join('/usr/lib', folder, 'faketime', 'libfaketimeMT.so.1');
    if (existsSync(path)) return path;
  }
  return undefined;
}

/** The wall clock of one process, set by libfaketime; its monotonic clock goes on undisturbed. */
export class SteppedClock {
  readonly #file: string;

  constructor(folder: string) {
    this.#file = join(folder, 'clock');
    this.step(0);
  }

  static readonly library = library();

  /** What the process needs in its environment. */
  get environment(): Record<string, string> {
    return {
      LD_PRELOAD: SteppedClock.library!,
      FAKETIME_TIMESTAMP_FILE: this.#file,
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
  }

  /** Seconds ahead of the machine's clock; the process sees it within a second. */
  step(seconds: number): void {
    writeFileSync(this.#file, `${seconds < 0 ? '-' : '+'}${Math.abs(seconds)}s\n`);
  }
}
