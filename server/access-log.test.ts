import { once } from 'node:events';
import { request } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { testServer } from '../test/support/http-server.js';
import type { AccessLogLevel } from './access-log.js';

function logging(level: string, accessLog: AccessLogLevel) {
  const lines: Record<string, unknown>[] = [];
  const sink = { write: (text: string) => void lines.push(JSON.parse(text)) };
  const server = testServer({ apiTokens: ['s3cret'], accessLog, logger: pino({ level }, sink) });
  server.mount(async (app: FastifyInstance) => void app.post('/data/', async () => ({})));
  const requests = () => lines.filter(({ msg }) => msg === 'request');
  return { server, lines, requests };
}

const headers = { authorization: 'Bearer s3cret', 'x-request-id': 'proxy-7' };

async function callAll(app: FastifyInstance): Promise<void> {
  await app.inject({ url: '/logs/?q=private', headers });
  await app.inject({ url: '/nowhere?token=s3cret', headers: { authorization: 'Bearer s3cret2' } });
  await app.inject({ method: 'POST', url: '/data/', headers, payload: {} });
  await app.inject({ url: '/health' });
  await app.inject({ url: '/' });
}

it('has one line for each request, with its id and without secrets', async () => {
  const { server, requests } = logging('info', 'info');
  await callAll(server.app);
  expect(requests()).toEqual([
    {
      ...{ level: 30, time: expect.any(Number), pid: expect.any(Number), hostname: expect.any(String) },
      request_id: 'proxy-7',
      method: 'GET',
      path: '/logs/',
      status: 200,
      duration_ms: expect.any(Number),
      client_ip: '127.0.0.1',
      caller: 'API_TOKENS[0]',
      msg: 'request',
    },
    expect.objectContaining({ level: 30, path: '/nowhere', status: 401 }),
  ]);
  expect(JSON.stringify(requests())).not.toMatch(/s3cret|private/);
});

it('tells intake, probes and files of the page at debug', async () => {
  const { server, requests } = logging('debug', 'info');
  await callAll(server.app);
  expect(requests().map(({ level, path }) => [level, path])).toEqual([
    [30, '/logs/'],
    [30, '/nowhere'],
    [20, '/data/'],
    [20, '/health'],
    [20, '/'],
  ]);
});

it.each([
  ['info', 'off'],
  ['info', 'debug'],
  ['warn', 'info'],
] as const)('is silent at LOG_LEVEL=%s, ACCESS_LOG=%s', async (level, accessLog) => {
  const { server, requests } = logging(level, accessLog);
  await callAll(server.app);
  expect(requests()).toEqual([]);
});

it('tells of callers that have gone before their answer', async () => {
  const { server, requests } = logging('info', 'info');
  let arrived = () => {};
  const arrival = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  server.mount(async (app) => {
    app.get('/slow', { config: { access: 'read' } }, async (_request, reply) => {
      arrived();
      await once(reply.raw, 'close');
      return {};
    });
  });
  const { url } = await server.listen();
  const call = request(`${url}/slow`, { headers })
    .on('error', () => {})
    .end();
  await arrival;
  call.destroy();
  await expect
    .poll(requests)
    .toEqual([expect.objectContaining({ path: '/slow', status: null, aborted: true })]);
});
