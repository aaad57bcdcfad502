import { digestOfFiles } from '../../config/file-contents.js';

/**
 * How often the files are looked at. Looking tells of every kind of change: editors that write by renaming, files that
 * come and go, shared folders and containers, of which notices from the system tell only some.
 */
const LOOK_MILLIS = 300;

type Digests = ReadonlyMap<string, string>;

/**
 * Calls back when the contents of files have changed and have stayed the same for one more look, so that nobody reads half
 * a file.
 */
export class FileWatch {
  #timer: NodeJS.Timeout | undefined;
  /** As they were when it was last told of a change. */
  #told: Digests;
  #seen: Digests;

  /** @param files asked for at each look, as what is read can name others; those are no change */
  constructor(
    private readonly files: () => readonly string[],
    private readonly onChange: () => void,
  ) {
    this.#told = digestsOf(files());
    this.#seen = this.#told;
  }

  start(): void {
    this.#timer = setInterval(() => this.look(), LOOK_MILLIS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  look(): void {
    const now = digestsOf(this.files());
    const settled = !differ(now, this.#seen);
    this.#seen = now;
    if (!settled) return;
    const changed = differ(now, this.#told);
    this.#told = now;
    if (changed) this.onChange();
  }
}

function digestsOf(files: readonly string[]): Digests {
  return new Map(files.map((file) => [file, digestOfFiles([file])]));
}

function differ(one: Digests, other: Digests): boolean {
  return [...one].some(([file, digest]) => other.has(file) && other.get(file) !== digest);
}
