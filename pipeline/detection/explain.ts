import { ASSUMED_DAY, ASSUMED_LEVEL, ASSUMED_TIME, ASSUMED_YEAR, ASSUMED_ZONE } from '../assumed.js';
import { ChunkContext } from '../chunk.js';
import { LogEvent } from '../event.js';
import { nowMicros } from '../time.js';

/** What one parser said of a record. */
export interface ParserVerdict {
  format: string;
  claimed: boolean;
  /** 1-based column at which the record stopped being of this format; absent when it was claimed. */
  column?: number;
  /** Set when the parser was asked for the message of an envelope: columns count in it. */
  within?: string;
}

/** How a record was read and why, for people. */
export interface DetectionReport {
  format: string;
  event: LogEvent;
  /** One sentence. */
  why: string;
  /** The parsers that were asked, in order. */
  asked: ParserVerdict[];
  /** What the record does not say and was taken for granted, e.g. `zone: UTC`. */
  assumed: string[];
}

/** An event outside any chunk, for looking at. */
export function looseEvent(record: string): LogEvent {
  const header = {
    id: '00000000-0000-0000-0000-000000000000',
    source: '',
    transport: 'http' as const,
    receivedAtMicros: nowMicros(),
    framing: 'lengths' as const,
    count: 1,
    firstId: '0',
    peers: [],
  };
  return new LogEvent(record, new ChunkContext(header, record.length, () => record), 0, false);
}

/** @param zone the one taken where a record names none */
export function reportOf(event: LogEvent, asked: ParserVerdict[], zone: string): DetectionReport {
  return { format: event.format, event, why: sentence(asked), asked, assumed: assumptions(event, zone) };
}

function sentence(asked: readonly ParserVerdict[]): string {
  const records = asked.filter(({ within }) => within === undefined);
  const messages = asked.filter(({ within }) => within !== undefined);
  const outer = clause(records, 'no parser reads records that begin like this one');
  const opened = messages.filter(({ claimed }) => claimed);
  if (opened.length === 0) return outer;
  return `${outer}; its message is ${opened.map(({ format }) => format).join(', and within that ')}`;
}

function clause(asked: readonly ParserVerdict[], nobody: string): string {
  const winner = asked.find(({ claimed }) => claimed);
  const refusals = asked.filter(({ claimed }) => !claimed);
  const others = refusals.map(({ format, column }) => `${format} stopped at column ${column}`).join(', ');
  if (winner === undefined) return `kept as plain: ${others || nobody}`;
  return `${winner.format} claimed it${others === '' ? '' : `; asked before it: ${others}`}`;
}

function assumptions({ assumed, timestamp, level }: LogEvent, zone: string): string[] {
  const found: string[] = [];
  if (assumed & ASSUMED_TIME) found.push('timestamp: time of arrival');
  if (assumed & ASSUMED_YEAR) found.push(`year: ${timestamp.slice(0, 4)}`);
  if (assumed & ASSUMED_DAY) found.push(`day: ${timestamp.slice(0, 10)}`);
  if (assumed & ASSUMED_ZONE && !(assumed & ASSUMED_TIME)) found.push(`zone: ${zone}`);
  if (assumed & ASSUMED_LEVEL) found.push(`level: ${level}`);
  return found;
}
