import { ChunkContext } from '../../pipeline/chunk.js';
import type { DetectionReport, Detector } from '../../pipeline/detection/detector.js';
import { messageOf } from '../../pipeline/errors.js';
import { LogEvent } from '../../pipeline/event.js';
import { nowMicros } from '../../pipeline/time.js';

/** Events of records that come one after the other from one sender, as those of a file do: lines may name columns. */
export function eventsOf(records: readonly string[]): LogEvent[] {
  const header = {
    id: '00000000-0000-0000-0000-000000000000',
    source: '',
    transport: 'file' as const,
    receivedAtMicros: nowMicros(),
    framing: 'lengths' as const,
    count: records.length,
    firstId: '0',
    peers: [['', records.length]] as [string, number][],
  };
  const bytes = records.reduce((total, record) => total + record.length, 0);
  const chunk = new ChunkContext(header, bytes, (index) => records[index] ?? '');
  return records.map((record, index) => new LogEvent(record, chunk, index, false));
}

/** Reads a record; one at which a parser throws, which none ever may, has the format `THROWS`. */
export function readSafely(
  detector: Detector,
  record: string,
  event: LogEvent = eventsOf([record])[0]!,
): DetectionReport {
  try {
    return detector.explain(record, undefined, event);
  } catch (error) {
    const unread = eventsOf([record])[0]!;
    return { format: 'THROWS', event: unread, why: `throws: ${messageOf(error)}`, asked: [], assumed: [] };
  }
}
