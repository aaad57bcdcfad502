import type { SteppedClock } from './clock.js';
import type { LafProcess } from './laf-process.js';
import type { FaultyProxy } from './proxy.js';
import type { SmallDisk } from './small-disk.js';

export type Role = 'ingest' | 'worker' | 'server';

/** One `laf run` with what stands around it. */
export interface Member {
  readonly role: Role;
  readonly process: LafProcess;
  /** Proxies by what they lie between: `client–ingest-1`, `worker-1–redis`. */
  readonly links: ReadonlyMap<string, FaultyProxy>;
  /** Absent where libfaketime is. */
  readonly clock: SteppedClock | undefined;
  /** What its DATA_DIR lies on, where that can be filled. */
  readonly disk: SmallDisk | undefined;
  /** Its HTTP server, without a slash at the end. */
  readonly url: string;
  /** Where clients reach it, which is the proxy before it; only of an ingest. */
  readonly clientUrl: string;
  readonly tcpPort: number;
  readonly udpPort: number;
}

/** All of a kind of link, by name. */
export function linksOf(members: readonly Member[], kind: RegExp): Map<string, FaultyProxy> {
  return new Map(members.flatMap(({ links }) => [...links].filter(([name]) => kind.test(name))));
}
