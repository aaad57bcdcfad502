/* A thread with many clients of the feed that count what they get. */
import { parentPort, workerData } from 'node:worker_threads';
import type { WebSocket } from 'ws';
import { openClient } from './client.js';
import { MARKER } from './numbered-events.js';

export interface CrowdData {
  readonly url: string;
  readonly clients: number;
  /** Clients take them in turn. */
  readonly filters: number;
}

/** The count of each client, in order; posted whenever a message comes. */
export interface CrowdReport {
  readonly counts: number[];
  /** Frames that are neither a greeting nor events. */
  readonly others: string[];
}

/** Handshakes under way at once. */
const AT_ONCE = 20;
const MOST_OTHERS = 20;

const { url, clients, filters } = workerData as CrowdData;
const counts = new Array<number>(clients).fill(0);
const others: string[] = [];
const sockets: WebSocket[] = [];

for (let first = 0; first < clients; first += AT_ONCE) {
  const some = Array.from({ length: Math.min(AT_ONCE, clients - first) }, (_, i) => join(first + i));
  sockets.push(...(await Promise.all(some)));
}
parentPort!.postMessage('ready');
parentPort!.on('message', (question: 'count' | 'end') => {
  if (question === 'count') parentPort!.postMessage({ counts, others } satisfies CrowdReport);
  else leave();
});

function join(client: number): Promise<WebSocket> {
  return openClient(
    url,
    client % filters,
    (frame) => {
      counts[client]! += occurrences(frame);
    },
    (frame) => {
      if (others.length < MOST_OTHERS) others.push(frame);
    },
  );
}

function occurrences(frame: Buffer): number {
  let count = 0;
  for (let at = frame.indexOf(MARKER); at !== -1; at = frame.indexOf(MARKER, at + MARKER.length)) count++;
  return count;
}

function leave(): void {
  for (const socket of sockets) socket.terminate();
  parentPort!.close();
}
