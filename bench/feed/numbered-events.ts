/** What the events of one filter have in common; `svc-07`. */
export function applicationOf(filter: number): string {
  return `svc-${String(filter).padStart(2, '0')}`;
}

/** How an event of any filter is told in a frame without reading the frame. */
export const MARKER = '"application":"svc-';

const WORDS =
  'order accepted and handed to the warehouse, the customer has been told by mail and by telephone';

/** An event as a line for POST /data/batch; its number is in its message. Filters take turns. */
export function numberedLine(number: number, filters: number): string {
  return JSON.stringify({
    timestamp: new Date().toISOString(),
    level: 'INFO',
    source: 'bench',
    application: applicationOf(number % filters),
    message: `${WORDS}, number ${number}`,
    request_id: `r${number}`,
    duration_ms: number % 1000,
  });
}

/** The number in the message of an event that came back. */
export function numberIn(message: string): number {
  return Number(message.slice(message.lastIndexOf(' ') + 1));
}
