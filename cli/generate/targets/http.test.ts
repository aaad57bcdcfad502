import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { EnvironmentError, UserError } from '../../../pipeline/errors.js';
import { type HttpOptions, HttpTarget } from './http.js';

type Answer = (response: ServerResponse, body: string, request: IncomingMessage) => void;

let stop: (() => Promise<unknown>) | undefined;

afterEach(async () => {
  await stop?.();
  stop = undefined;
});

/** A server that gives its answers one after the other, the last one for ever. */
async function serve(...answers: Answer[]): Promise<URL> {
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
    answer(response, body, request);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
}

const takesAll: Answer = (response, body) => {
  json(202, { accepted: body.split('\n').length - 1, rejected: [] })(response, body, null!);
};

function target(url: URL, options: Partial<HttpOptions> = {}): HttpTarget {
  return new HttpTarget(url, { contentType: 'text/plain', signal: new AbortController().signal, ...options });
}

async function deliver(to: HttpTarget, ...batches: string[][]): Promise<void> {
  await to.open();
  for (const batch of batches) await to.send(batch);
  await to.close(false);
}

test('posts lines to /data/batch with their media type and token', async () => {
  const seen: unknown[] = [];
  const url = await serve((response, body, request) => {
    const { method, url: path, headers } = request;
    seen.push([method, path, headers['content-type'], headers.authorization, body]);
    takesAll(response, body, request);
  });
  const http = target(url, { contentType: 'application/x-ndjson', token: 'secret' });
  await deliver(http, ['{"a":1}', '{"a":"ü"}']);
  expect(seen).toEqual([
    ['POST', '/data/batch', 'application/x-ndjson', 'Bearer secret', '{"a":1}\n{"a":"ü"}\n'],
  ]);
  expect(http.account).toMatchObject({ sent: 2, accepted: 2, rejected: 0, failed: 0 });
});

test('connections are kept for further requests', async () => {
  const sockets = new Set<unknown>();
  const url = await serve((response, body, request) => {
    sockets.add(request.socket);
    takesAll(response, body, request);
  });
  await deliver(target(url), ...Array.from({ length: 40 }, () => ['line']));
  expect(sockets.size).toBeLessThan(20);
});

test('counts what the server rejected, with a reason', async () => {
  const url = await serve(json(202, { accepted: 1, rejected: [{ index: 1, reason: 'line too long' }] }));
  const http = target(url);
  await deliver(http, ['a', 'b']);
  expect(http.account).toMatchObject({
    sent: 2,
    accepted: 1,
    rejected: 1,
    failed: 0,
    reason: 'line too long',
  });
});

test.each([429, 503])('%i: sends the same lines again after Retry-After', async (status) => {
  const bodies: string[] = [];
  const remember =
    (answer: Answer): Answer =>
    (response, body, request) => {
      bodies.push(body);
      answer(response, body, request);
    };
  const full = json(status, { message: 'queue full' }, { 'retry-after': '0' });
  const url = await serve(remember(full), remember(full), remember(takesAll));
  const http = target(url);
  await deliver(http, ['a']);
  expect(bodies).toEqual(['a\n', 'a\n', 'a\n']);
  expect(http.account).toMatchObject({ sent: 1, accepted: 1, failed: 0 });
});

test('a server that stays full ends the run with its reason', async () => {
  const url = await serve(json(503, { message: 'queue full' }, { 'retry-after': '5' }));
  const http = target(url, { patienceMillis: 1_000 });
  await expect(deliver(http, ['a'])).rejects.toThrow(/takes nothing: 503 queue full/);
  expect(http.account).toMatchObject({ sent: 1, accepted: 0, failed: 1 });
});

test('an interruption ends the waiting for a server that is full', async () => {
  const interruption = new AbortController();
  const url = await serve((response, body, request) => {
    json(503, {}, { 'retry-after': '30' })(response, body, request);
    response.on('close', () => interruption.abort());
  });
  const http = target(url, { signal: interruption.signal });
  await deliver(http, ['a']);
  expect(http.account).toMatchObject({ sent: 1, accepted: 0, failed: 1 });
});

test('an answer that may have stored the lines is not followed by a second try', async () => {
  const url = await serve((response) => response.destroy(), takesAll);
  const http = target(url);
  await deliver(http, ['a', 'b'], ['c']);
  expect(http.account.accepted + http.account.failed).toBe(3);
  expect(http.account.failed).toBeGreaterThan(0);
  expect(http.account.reason).toMatch(/^no answer: /);
});

test.each([
  [500, { message: 'broken' }, '500 broken'],
  [400, { message: 'no such thing' }, '400 no such thing'],
  [200, { ok: true }, '200 without the counts of /data/batch'],
])('an answer %i %j counts as failed', async (status, body, reason) => {
  const http = target(await serve(json(status, body)));
  await deliver(http, ['a']);
  expect(http.account).toMatchObject({ sent: 1, accepted: 0, failed: 1, reason });
});

test('401 asks for a token', async () => {
  const delivery = deliver(target(await serve(json(401, { message: 'unknown token' }))), ['a']);
  await expect(delivery).rejects.toThrow(UserError);
  await expect(delivery).rejects.toThrow(/401 unknown token; give one of its tokens with --token/);
});

test('a server without the route is named', async () => {
  const delivery = deliver(target(await serve(json(404, {}))), ['a']);
  await expect(delivery).rejects.toThrow(EnvironmentError);
  await expect(delivery).rejects.toThrow(/data\/batch answers 404 Not Found/);
});

test('nobody listens: says where', async () => {
  const url = await serve(takesAll);
  await stop!();
  const http = target(url);
  await expect(deliver(http, ['a'])).rejects.toThrow(`cannot reach ${url.href}data/batch`);
  expect(http.account).toMatchObject({ sent: 1, failed: 1 });
});
