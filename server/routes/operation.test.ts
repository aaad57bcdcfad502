import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { FailingStore } from '../../test/support/doubles.js';
import { testServer } from '../../test/support/http-server.js';
import { healthRoute } from './health.js';

describe('GET /health', () => {
  it('is 200 while every part is well', async () => {
    const answer = await testServer().app.inject({ url: '/health' });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({ status: 'ok', parts: { database: { status: 'ok' } } });
  });

  it('is 503 and says which part is failing, why, and what to do', async () => {
    const healthParts = () => ({
      database: async () => {},
      queue: async () => {
        throw new Error('connect ECONNREFUSED 127.0.0.1:6379');
      },
    });
    const remedies = { queue: 'start Redis', database: 'start PostgreSQL' };
    const answer = await testServer({ healthParts, remedies }).app.inject({ url: '/health' });
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toEqual({
      status: 'failing',
      parts: {
        database: { status: 'ok' },
        queue: { status: 'failing', reason: 'connect ECONNREFUSED 127.0.0.1:6379', remedy: 'start Redis' },
      },
    });
  });

  it('does not wait for a part that hangs', async () => {
    const app = Fastify();
    app.register(healthRoute(() => ({ database: () => new Promise(() => {}) }), { checkMillis: 20 }));
    const answer = await app.inject({ url: '/health' });
    expect(answer.json().parts.database).toEqual({ status: 'failing', reason: 'no answer within 20 ms' });
  });
});

describe('GET /queue/status', () => {
  it('shows the queue, the dead letters and what the process knows besides', async () => {
    const sums = { chunks: 1, records: 5, stored: 3, filtered: 1, dead_letters: 1, copies: 0, replayed: 0 };
    const sources = [
      { source: 'http', dropped: {}, sinks: [{ sink: 'store', ...sums }] },
      { source: 'syslog', dropped: { 'queue full': 2 }, sinks: [] },
    ];
    const queueExtras = async () => ({ sources });
    const answer = await testServer({ queueExtras }).app.inject({ url: '/queue/status' });
    expect(answer.json()).toEqual({
      queue: 'a queue that does nothing',
      depth: 3,
      bytes: 300,
      max_bytes: 1000,
      lag: 1,
      pending: 2,
      consumers: [],
      dead_letters: 0,
      sources,
    });
  });

  it('is 503 while the store is away', async () => {
    const answer = await testServer({ store: new FailingStore() }).app.inject({ url: '/queue/status' });
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '1']);
  });
});

it('GET /metrics answers in the format of Prometheus', async () => {
  const answer = await testServer().app.inject({ url: '/metrics' });
  expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(answer.body).toBe('# TYPE laf_up gauge\nlaf_up 1\n');
});
