import type { Logger } from 'pino';
import type { ApiToken } from '../config/api-tokens.js';
import type { TokenStore } from '../pipeline/api-tokens.js';
import type { Detector } from '../pipeline/detection/detector.js';
import type { LiveBus } from '../pipeline/live-bus.js';
import type { LiveHistory } from '../pipeline/live-history.js';
import type { Queue } from '../pipeline/queue.js';
import type { DeadLetterDesk } from '../pipeline/replay.js';
import type { Store } from '../pipeline/store.js';
import type { RateLimits } from './access/rate-limits.js';
import type { AccessLogLevel } from './access-log.js';
import type { StageShape } from './routes/pipeline.js';

export type Role = 'ingest' | 'worker' | 'server';

/** What the server is made of; `laf run` brings the real parts. */
export interface ServerDependencies {
  /** Address to listen on. */
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** A port of the live feed's own on `host`, for those with thousands of clients. */
  readonly feedPort?: number;
  /** None, and none kept either: everybody is let in. */
  readonly apiTokens: readonly ApiToken[];
  /** Tokens that come and go while the server runs. */
  readonly tokenStore?: TokenStore;
  readonly logger: Logger;
  /** At what level requests are logged; off unless given. */
  readonly accessLog?: AccessLogLevel;
  /** None unless given. */
  readonly rateLimits?: RateLimits;
  /** Origins whose pages may call, `*` for all; none unless given. */
  readonly corsOrigins?: readonly string[];
  /** Without `server` only mounted routes, /health and /metrics answer. */
  readonly roles: ReadonlySet<Role>;
  readonly store: Store;
  readonly queue: Queue;
  /** Absent: /dead-letters is not there. */
  readonly deadLetters?: DeadLetterDesk;
  /** Asked for at each request: a reload exchanges it. */
  readonly detector: Detector;
  /** Named patterns of the `regex` transform, by name. */
  readonly patterns: ReadonlyMap<string, string>;
  readonly live: LiveBus;
  readonly history: LiveHistory;
  /** All metrics of the process in Prometheus' text format. */
  metrics(): Promise<string>;
  /** One check for each part by name; it throws its reason when the part is not well. */
  healthParts(): Record<string, () => Promise<void>>;
  /** What to do about a part that is not well, by its name. */
  readonly remedies?: Readonly<Record<string, string>>;
  /** The last reload of the pipeline where it came to nothing: when, and how many problems the log has. */
  lastReload?(): { readonly at: string; readonly problems: number } | undefined;
  /** The graph that runs now, from sources to sinks. Absent: /pipeline is not there. */
  pipeline?(): readonly StageShape[];
  /** What GET /queue/status shows beside the queue's own figures: the accounts of the sources. */
  queueExtras?(): Promise<Record<string, unknown>>;
}
