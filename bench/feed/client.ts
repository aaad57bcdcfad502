import { once } from 'node:events';
import { WebSocket } from 'ws';
import { applicationOf } from './numbered-events.js';

const EVENTS = Buffer.from('{"type":"events"');
const HELLO = Buffer.from('{"type":"hello"');
const HELLO_MILLIS = 30_000;

/**
 * A client of the feed, once it has been greeted.
 *
 * @param onEvents gets each frame with events
 * @param onOther gets any other: `skipped`, or an error
 */
export async function openClient(
  base: string,
  filter: number,
  onEvents: (frame: Buffer) => void,
  onOther: (frame: string) => void,
): Promise<WebSocket> {
  const url = new URL(`/ws/logs?filter=${encodeURIComponent(`application:${applicationOf(filter)}`)}`, base);
  url.protocol = 'ws:';
  const socket = new WebSocket(url, { perMessageDeflate: false });
  const greeted = new Promise<void>((resolve, reject) => {
    socket.on('message', (data) => {
      const frame = data as Buffer;
      if (startsWith(frame, EVENTS)) onEvents(frame);
      else if (startsWith(frame, HELLO)) resolve();
      else onOther(frame.toString());
    });
    once(socket, 'close').then(([code]) => reject(new Error(`${url} closed with ${code}`)), reject);
    setTimeout(() => reject(new Error(`no greeting from ${url}`)), HELLO_MILLIS).unref();
  });
  await greeted;
  return socket;
}

function startsWith(frame: Buffer, start: Buffer): boolean {
  return frame.compare(start, 0, start.length, 0, Math.min(start.length, frame.length)) === 0;
}
