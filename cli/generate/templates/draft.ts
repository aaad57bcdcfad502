import type { EventRecord } from '../../../pipeline/event.js';
import type { Random } from '../random.js';
import type { Service } from '../services.js';

export type RecordLevel = EventRecord['level'];

/** What one record is about while it is written: each named value is drawn once and then stays. */
export interface Draft {
  readonly random: Random;
  /** Milliseconds since 1970. */
  readonly millis: number;
  readonly level: RecordLevel;
  /** What one of the services has to say, where the record is its own. */
  readonly service: Service;
  readonly says: string;
  /** A value that another is part of. */
  value(name: string): string;
}
