import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { LatencySummary } from '../support/latencies.js';
import { fastRoute, Poster } from '../support/post.js';
import { FrameWatch } from './frame-watch.js';

const APPLICATION = 'laf-bench';
/** How long the last frames may take. */
const PATIENCE_MILLIS = 10_000;
const HELLO_MILLIS = 10_000;

export interface FeedOptions {
  /** Events a second; few, so that it is the way that is measured and no queue on it. */
  rate: number;
  seconds: number;
  token?: string;
}

export interface FeedReport {
  /** From the answer of POST /data/fast to the frame with its event. */
  latency: LatencySummary;
  /** Frames that came before the answer did; they count as 1 µs. */
  early: number;
  /** Events whose frame did not come. */
  missing: number;
}

/** Measures how long an event needs from the answer of its POST to a WebSocket of the same client. */
export async function measureFeed(base: string, { rate, seconds, token }: FeedOptions): Promise<FeedReport> {
  const watch = new FrameWatch();
  const socket = await openFeed(base, token, watch);
  const poster = new Poster(fastRoute(base, token));
  const calls: Promise<void>[] = [];
  for (let index = 0; index < rate * seconds; index++) {
    calls.push(postOne(poster, watch));
    await sleep(1_000 / rate);
  }
  await Promise.all(calls);
  await Promise.race([watch.complete(), sleep(PATIENCE_MILLIS)]);
  poster.close();
  socket.close();
  return watch.report();
}

async function postOne(poster: Poster, watch: FrameWatch): Promise<void> {
  const message = `probe ${randomUUID()}`;
  const timestamp = new Date().toISOString();
  const body = JSON.stringify({
    timestamp,
    level: 'INFO',
    source: 'bench',
    application: APPLICATION,
    message,
  });
  watch.expect(message);
  const status = await poster.post(body);
  if (status !== 202) throw new Error(`POST /data/fast answered ${status}`);
  watch.answered(message);
}

async function openFeed(base: string, token: string | undefined, watch: FrameWatch): Promise<WebSocket> {
  const url = new URL(`/ws/logs?filter=${encodeURIComponent(`application:${APPLICATION}`)}`, base);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const socket = new WebSocket(url, { headers });
  const hello = once(watch, 'hello', { signal: AbortSignal.timeout(HELLO_MILLIS) });
  socket.on('message', (frame) => watch.frame(frame.toString()));
  await Promise.race([hello, once(socket, 'close').then(() => Promise.reject(new Error(`${url} closed`)))]);
  return socket;
}
