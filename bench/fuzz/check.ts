import { ASSUMED_LEVEL, ASSUMED_TIME } from '../../pipeline/assumed.js';
import { Detector } from '../../pipeline/detection/detector.js';
import type { LogEvent } from '../../pipeline/event.js';
import { eventsOf } from '../accuracy/records.js';

/** Utmost time of a record, and what every one may take besides. */
const MILLIS_PER_KB = 1;
const MILLIS_BESIDES = 0.5;
/** Something else may have run meanwhile: only what is slow every time is slow. */
const RETRIES = 30;

/** What must hold for every record, whatever is in it. */
export class RecordCheck {
  /** Has seen every record before, as one that runs for long. */
  readonly #experienced: Detector;
  readonly #fresh: Detector;
  /** How many records each format claimed. */
  readonly claims = new Map<string, number>();

  constructor(fresh: Detector) {
    this.#fresh = fresh;
    this.#experienced = new Detector(fresh.parsers);
  }

  /** What is wrong with how `record` is read, as a short text that names the kind; undefined when nothing is. */
  problemOf(record: string): string | undefined {
    const event = eventsOf([record])[0]!;
    const start = performance.now();
    try {
      this.#experienced.detect(event);
      const millis = performance.now() - start;
      this.claims.set(event.format, (this.claims.get(event.format) ?? 0) + 1);
      return this.#unsound(record, event) ?? this.#slow(record, event, millis);
    } catch (error) {
      return `throws: ${error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 2).join(' ') : error}`;
    }
  }

  #unsound(record: string, event: LogEvent): string | undefined {
    const text = event.metadataText();
    const metadata: unknown = JSON.parse(text);
    if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) {
      return `${event.format}: the metadata is no object`;
    }
    if (saysSomething(record) && isEmpty(event, text)) return `${event.format}: nothing is left of it`;
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(event.timestamp)) {
      return `${event.format}: a time that cannot be written: ${event.timestamp}`;
    }
    JSON.parse(event.toJsonText());
    return pollution() ?? changedNumber(record, event.format, text);
  }

  /**
   * What came before should not matter: a record that two parsers claim is read by the one that read the last such
   * record. In real records that must not be (a test of the corpora holds it); two records in one line may be both.
   */
  differenceOf(record: string): string | undefined {
    const event = eventsOf([record])[0]!;
    this.#experienced.detect(event);
    const { format } = this.#fresh.explain(record, undefined, eventsOf([record])[0]!);
    return format === event.format
      ? undefined
      : `${event.format} after other records, ${format} as the first`;
  }

  #slow(record: string, event: LogEvent, first: number): string | undefined {
    const most = MILLIS_BESIDES + (MILLIS_PER_KB * record.length) / 1024;
    let best = first;
    for (let tries = 0; best > most && tries < RETRIES; tries++) {
      const again = eventsOf([record])[0]!;
      const start = performance.now();
      this.#experienced.detect(again);
      best = Math.min(best, performance.now() - start);
    }
    if (best <= most) return undefined;
    return `${event.format}: slow: ${best.toFixed(1)} ms for ${record.length} characters`;
  }
}

/** `{"log":""}` says that there is no message, and that is what is read. */
function saysSomething(record: string): boolean {
  return !/^\s*(?:\{\s*"[^"\\]*"\s*:\s*"\s*"\s*\}\s*)?$/.test(record);
}

/** Of a record that is only a time, a level, or a host and a program, there is nothing else to say. */
function isEmpty({ message, source, application, assumed }: LogEvent, metadata: string): boolean {
  const guessed = (assumed & ASSUMED_TIME) !== 0 && (assumed & ASSUMED_LEVEL) !== 0;
  return guessed && message + source + application === '' && metadata === '{}';
}

function pollution(): string | undefined {
  for (const [name, prototype] of [
    ['Object', Object.prototype],
    ['Array', Array.prototype],
    ['String', String.prototype],
  ] as const) {
    const keys = Object.keys(prototype);
    if (keys.length > 0) return `${name}.prototype has become ${keys.join(', ')}`;
  }
  return undefined;
}

const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g;
/** As many digits as a double surely keeps. */
const SAFE_DIGITS = 15;

/**
 * A number of the metadata that the record does not have. JSON's stand there as they were written; those of others may
 * be counted in other units, but not be longer than what a double can say.
 */
function changedNumber(record: string, format: string, metadata: string): string | undefined {
  for (const [token] of metadata.matchAll(STRING_OR_NUMBER)) {
    if (token.startsWith('"')) continue;
    const digits = token.replaceAll(/[^\d]/g, '').replace(/^0+/, '');
    if (format !== 'json' && digits.length <= SAFE_DIGITS) continue;
    // JSON within a text of JSON has escapes around its numbers, not in them.
    if (!record.includes(token)) return `${format}: number ${token.slice(0, 60)} is not in the record`;
  }
  return undefined;
}
