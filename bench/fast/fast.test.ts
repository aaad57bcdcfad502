import { setTimeout as sleep } from 'node:timers/promises';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, describe, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { startBareServer } from '../support/bare-server.js';
import { queueDrained } from '../support/drained.js';
import { fastRoute } from '../support/post.js';
import { measureFeed } from './feed.js';
import { FrameWatch } from './frame-watch.js';
import { measureSteady } from './steady.js';
import { measureThroughput } from './throughput.js';

let app: FastifyInstance | undefined;

afterEach(async () => {
  await app?.close();
  app = undefined;
});

async function listen(answer: (request: number) => Promise<number> | number): Promise<string> {
  app = fastify();
  let requests = 0;
  app.post('/data/fast', async (_request, reply) => {
    const status = await answer(requests++);
    return reply.code(status).send({ accepted: 1 });
  });
  return app.listen({ host: '127.0.0.1', port: 0 });
}

test('a pause of the server is felt by every request that was due in it', async () => {
  const PAUSE = 300;
  let pause: Promise<void> | undefined;
  const url = await listen(async (request) => {
    if (request === 100) pause = sleep(PAUSE);
    await pause;
    return 202;
  });
  const { latency, failed } = await measureSteady(fastRoute(url), { rate: 500, seconds: 1 });
  expect(failed).toBe(0);
  expect(latency.count).toBe(500);
  expect(latency.max).toBeGreaterThan(PAUSE - 10);
  // 150 of the 500 requests were due within the pause and waited for half of it on average.
  expect(latency.p90).toBeGreaterThan(PAUSE / 3);
});

test('requests at a steady rate go out when they are due', async () => {
  const { late } = await measureSteady(fastRoute(await listen(() => 202)), { rate: 500, seconds: 1 });
  expect(late.count).toBe(500);
  expect(late.p50).toBeLessThan(20);
});

test('answers that are not 202 are counted as failed', async () => {
  const url = await listen((request) => (request % 2 === 0 ? 202 : 429));
  const { failed, latency } = await measureSteady(fastRoute(url), { rate: 100, seconds: 1 });
  expect(failed).toBe(50);
  expect(latency.count).toBe(50);
});

test('throughput counts 202 only', async () => {
  const url = await listen((request) => (request % 4 === 0 ? 503 : 202));
  const result = await measureThroughput(fastRoute(url), { connections: 4, seconds: 1 });
  expect(result.requests_per_second).toBeGreaterThan(0);
  expect(result.refused['503']! / result.requests_per_second).toBeCloseTo(1 / 3, 0);
  expect(result.errors).toBe(0);
});

test('the bare route answers 202', async () => {
  const bare = await startBareServer();
  const response = await fetch(`${bare.url}/data/fast`, {
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/json' },
  });
  expect([response.status, await response.json()]).toEqual([202, { accepted: 1 }]);
  await bare.stop();
});

test('the way from the answer to the frame', async () => {
  const LAG = 50;
  const clients = new Set<WebSocket>();
  app = fastify();
  app.post<{ Body: { message: string } }>('/data/fast', async ({ body }, reply) => {
    setTimeout(() => {
      for (const client of clients) client.send(JSON.stringify({ type: 'events', events: [body] }));
    }, LAG);
    return reply.code(202).send({ accepted: 1 });
  });
  const feed = new WebSocketServer({ server: app.server, path: '/ws/logs' });
  feed.on('connection', (client) => {
    clients.add(client);
    client.send('{"type":"hello","cursor":"1"}');
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const { latency, missing } = await measureFeed(url, { rate: 20, seconds: 1 });
  expect([latency.count, missing]).toEqual([20, 0]);
  expect(latency.p50).toBeGreaterThan(LAG / 2);
  expect(latency.p50).toBeLessThan(LAG * 5);
  feed.close();
});

test('waits until the queue of the server is empty', async () => {
  const depths = [9, 4, 0, 7];
  app = fastify();
  app.get('/queue/status', async () => ({ depth: depths.shift() }));
  await queueDrained(await app.listen({ host: '127.0.0.1', port: 0 }), {});
  expect(depths).toEqual([7]);
});

describe('the watch over frames', () => {
  const frame = (...messages: string[]) =>
    JSON.stringify({ type: 'events', events: messages.map((message) => ({ message })), cursor: '1' });

  test('counts from the answer, and frames that came before it', async () => {
    let now = 0;
    const watch = new FrameWatch(() => now);
    for (const message of ['a', 'b', 'c']) watch.expect(message);
    watch.answered('a');
    now = 7;
    watch.frame(frame('a', 'b', 'somebody else'));
    now = 9;
    watch.answered('b');
    const { latency, early, missing } = watch.report();
    expect([latency.count, Math.round(latency.max), early, missing]).toEqual([2, 7, 1, 1]);
  });

  test('an error frame is not passed over', () => {
    const watch = new FrameWatch();
    expect(() => watch.frame('{"type":"error","message":"no such field"}')).toThrow('no such field');
  });
});
