import { ChunkContext } from '../../pipeline/chunk.js';
import { LogEvent } from '../../pipeline/event.js';

/** When the events of {@link makeEvent} arrived: 2025-11-11T12:00:00Z. */
export const ARRIVAL_MICROS = Date.UTC(2025, 10, 11, 12) * 1000;

/** An event as it comes from the queue, not parsed yet. */
export function makeEvent(record: string): LogEvent {
  const header = {
    id: '01930000-0000-7000-8000-000000000000',
    source: 'test',
    transport: 'tcp' as const,
    receivedAtMicros: ARRIVAL_MICROS,
    framing: 'lengths' as const,
    count: 1,
    firstId: '1',
    peers: [['192.0.2.1', 1]] as [string, number][],
  };
  const clean = /^[\x01-\x7f]*$/.test(record) && !record.includes('\\u');
  return new LogEvent(record, new ChunkContext(header, record.length, () => record), 0, clean);
}
