import { execFileSync } from 'node:child_process';
import { mkdirSync, statfsSync } from 'node:fs';

const BYTES = 4 * 2 ** 30;
const PAGE = 4096;

/** A file system of its own (tmpfs) that can be full from one moment to the next. Linux, as root. */
export class SmallDisk {
  private constructor(readonly folder: string) {}

  static readonly possible = process.platform === 'linux' && process.getuid?.() === 0;

  static mount(folder: string): SmallDisk {
    mkdirSync(folder, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${BYTES},mode=755`, 'tmpfs', folder]);
    return new SmallDisk(folder);
  }

  /** Makes it as small as what it holds. */
  fill(): void {
    for (let tries = 0; tries < 20; tries++) {
      const { blocks, bfree, bsize } = statfsSync(this.folder);
      const used = (blocks - bfree) * bsize;
      try {
        this.#resize(Math.max(PAGE, used));
        return;
      } catch {
        // More has been written meanwhile.
      }
    }
    throw new Error(`${this.folder} is written to too fast to be filled`);
  }

  free(): void {
    this.#resize(BYTES);
  }

  unmount(): void {
    execFileSync('umount', ['--lazy', this.folder]);
  }

  #resize(bytes: number): void {
    execFileSync('mount', ['-o', `remount,size=${bytes}`, this.folder], { stdio: 'ignore' });
  }
}
