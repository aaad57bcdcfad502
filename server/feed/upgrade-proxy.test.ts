import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { FastifyInstance } from 'fastify';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LocalBus } from '../../test/support/doubles.js';
import { FeedClientProbe } from '../../test/support/feed-client.js';
import { testServer } from '../../test/support/http-server.js';
import { UpgradeProxy } from './upgrade-proxy.js';

const WEBSOCKET = [
  'Host: 127.0.0.1',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

/** The frame of RFC 6455 §5.2 for a short text from a client, under a mask of zeros. */
function clientFrame(message: string): Buffer {
  return Buffer.concat([Buffer.from([0x81, 0x80 + message.length, 0, 0, 0, 0]), Buffer.from(message)]);
}

function open(port: number): Socket {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  return socket;
}

/** Collects what comes until it holds `part`. */
async function until(socket: Socket, part: string): Promise<string> {
  let seen = '';
  while (!seen.includes(part)) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    seen += chunk.toString('latin1');
  }
  return seen;
}

describe('a WebSocket on the port of the API', () => {
  it('reaches the feed with the bytes that came right behind its request', async () => {
    const { port } = await testServer().listen();
    const socket = open(port);
    const head = `GET /ws/logs HTTP/1.1\r\n${WEBSOCKET.join('\r\n')}\r\n\r\n`;
    socket.write(Buffer.concat([Buffer.from(head), clientFrame('{"early":1}')]));
    const seen = await until(socket, 'early');
    expect(seen).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/);
    expect(seen).toContain('"type":"error"');
  });

  it('reaches it also when the request comes in pieces', async () => {
    const { port } = await testServer().listen();
    const socket = open(port);
    for (const piece of [
      'GET /ws/lo',
      'gs?filter= HTTP/1.1\r\n',
      ...WEBSOCKET.map((line) => `${line}\r\n`),
      '\r\n',
    ]) {
      socket.write(piece);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await until(socket, 'hello')).toContain('101 Switching Protocols');
  });

  it.each(['/', '/ws', '/ws/logs/x', '/logs/', '/ws/%6cogs'])('at another path is 404: %s', async (path) => {
    const { url } = await testServer().listen();
    const { status, body } = await new FeedClientProbe(`${url}${path}`).refusal();
    expect([status, body]).toEqual([
      404,
      {
        statusCode: 404,
        code: 'LAF_NO_ROUTE',
        error: 'Not Found',
        message: `there is no WebSocket at ${path}; the live feed is at /ws/logs`,
      },
    ]);
  });

  it.each(['/ws/logs', '/elsewhere'])('whose client is gone at once harms nobody: %s', async (path) => {
    const server = testServer();
    const { port } = await server.listen();
    const gone = Array.from({ length: 20 }, async () => {
      const socket = open(port);
      socket.write(`GET ${path} HTTP/1.1\r\n${WEBSOCKET.join('\r\n')}\r\n\r\n`, () =>
        socket.resetAndDestroy(),
      );
      await once(socket, 'close');
    });
    await Promise.all(gone);
    expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200);
    await expect.poll(() => server.feed?.status().clients).toBe(0);
  });

  it('without a key gets an answer', async () => {
    const { port } = await testServer().listen();
    const socket = open(port);
    socket.write(`GET /ws/logs HTTP/1.1\r\n${WEBSOCKET.slice(0, 3).join('\r\n')}\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 426 Upgrade Required\r\n/);
  });

  it('whose client is gone is forgotten by the feed', async () => {
    const server = testServer();
    const { url, port } = await server.listen();
    const socket = open(port);
    socket.write(`GET /ws/logs HTTP/1.1\r\n${WEBSOCKET.join('\r\n')}\r\n\r\n`);
    await until(socket, 'hello');
    socket.resetAndDestroy();
    const polite = new FeedClientProbe(`${url}/ws/logs`);
    await polite.next();
    polite.socket.close();
    await expect.poll(() => server.feed?.status().clients).toBe(0);
  });

  it('ends for the client when it has ended for the feed, though the client keeps its half open', async () => {
    const server = testServer();
    const { port } = await server.listen();
    const socket = open(port);
    socket.write(`GET /ws/logs HTTP/1.1\r\n${WEBSOCKET.join('\r\n')}\r\n\r\n`);
    await until(socket, 'hello');
    const ended = text(socket);
    await server.close();
    expect(await ended).toContain('the server is closing');
  });
});

describe("the feed's side of the pipe", () => {
  /** A proxy before a feed that does what `onSocket` does. */
  async function proxied(onSocket: (socket: Socket) => void): Promise<Socket> {
    const feed = createTcpServer((socket) => onSocket(socket.on('error', () => {}))).listen(0, '127.0.0.1');
    const http = createHttpServer().listen(0, '127.0.0.1');
    onTestFinished(() => {
      feed.close();
      http.close();
    });
    await Promise.all([once(feed, 'listening'), once(http, 'listening')]);
    const { port } = feed.address() as AddressInfo;
    new UpgradeProxy(http, { host: '127.0.0.1', port });
    return open((http.address() as AddressInfo).port);
  }

  it('gets only the headers it needs', async () => {
    const head = new Promise<string>((resolve) => {
      void proxied((feed) => feed.once('data', (bytes: Buffer) => resolve(bytes.toString()))).then(
        (client) => {
          const extra = ['Content-Length: 30', 'Cookie: a=b', 'Origin: http://127.0.0.1'];
          client.write(`GET /ws/logs?a=%20b HTTP/1.1\r\n${[...WEBSOCKET, ...extra].join('\r\n')}\r\n\r\n`);
        },
      );
    });
    expect(await head).toBe(
      `GET /ws/logs?a=%20b HTTP/1.1\r\n${[...WEBSOCKET, 'Origin: http://127.0.0.1'].join('\r\n')}\r\n\r\n`,
    );
  });

  it('that ends without an answer ends the client', async () => {
    const client = await proxied((feed) => feed.once('data', () => feed.end()));
    client.write(`GET /ws/logs HTTP/1.1\r\n${WEBSOCKET.join('\r\n')}\r\n\r\n`);
    expect(await text(client)).toBe('');
  });

  it('that cannot be reached is told', async () => {
    const client = await proxied((feed) => feed.resetAndDestroy());
    client.write(`GET /ws/logs HTTP/1.1\r\n${WEBSOCKET.join('\r\n')}\r\n\r\n`);
    const answer = await text(client);
    expect(answer).toMatch(/^HTTP\/1\.1 503 Service Unavailable\r\n/);
    expect(answer).toContain('"code":"LAF_AWAY"');
  });

  it('is not read faster than the client reads', async () => {
    let sent = 0;
    const block = Buffer.alloc(1_000_000);
    const full = new Promise<void>((resolve) => {
      void proxied((feed) => {
        const send = () => {
          while (feed.write(block)) sent += block.length;
          sent += block.length;
          // Nothing has drained for as long as a hundred turns of the loop.
          let turns = 0;
          const wait = () => (feed.writableNeedDrain && turns++ < 100 ? setImmediate(wait) : decide());
          const decide = () => (feed.writableNeedDrain ? resolve() : send());
          wait();
        };
        feed.once('data', send);
      }).then((client) => {
        client.write(`GET /ws/logs HTTP/1.1\r\n${WEBSOCKET.join('\r\n')}\r\n\r\n`);
      });
    });
    await full;
    expect(sent).toBeLessThan(100_000_000);
  });
});

it('a plain GET of the feed says what it is', async () => {
  const { url } = await testServer().listen();
  const answer = await fetch(`${url}/ws/logs`);
  expect([answer.status, await answer.json()]).toEqual([
    426,
    expect.objectContaining({ code: 'LAF_UPGRADE', message: expect.stringContaining('ws://') }),
  ]);
});

describe('a request that offers another protocol, as Java and curl --http2 do', () => {
  async function listen(): Promise<number> {
    const server = testServer();
    server.mount(async (app: FastifyInstance) => {
      app.post('/data/', async (request) => ({ got: request.body, upgrade: request.headers.upgrade }));
    });
    return (await server.listen()).port;
  }

  const OFFER = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__';

  it('is answered as any other, and so is the next on its connection', async () => {
    const socket = open(await listen());
    socket.write(`GET /health HTTP/1.1\r\nHost: a\r\n${OFFER}\r\n\r\n`);
    expect(await until(socket, '"ok"')).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    socket.write(`GET /parse/patterns HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
    expect(await until(socket, 'patterns')).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  });

  it.each(['at once', 'in two pieces'])('keeps its body, which comes %s', async (pace) => {
    const socket = open(await listen());
    const body = JSON.stringify({ message: 'x'.repeat(100_000) });
    const head = `POST /data/ HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n`;
    socket.write(`${head}${OFFER}\r\n\r\n${pace === 'at once' ? body : body.slice(0, 10)}`);
    if (pace !== 'at once') {
      await new Promise((resolve) => setImmediate(resolve));
      socket.write(body.slice(10));
    }
    const answer = await until(socket, 'xx"}}');
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer).not.toContain('h2c');
  });
});

describe('who may open the feed', () => {
  const evil = { origin: 'https://evil.example' };
  const apiTokens = ['a-token'];

  async function refusal(
    options: Parameters<typeof testServer>[0],
    query = '',
    headers: Record<string, string> = {},
  ) {
    const { url, feedPort } = await testServer(options).listen();
    const answers = [];
    for (const root of [url, `http://127.0.0.1:${feedPort}`]) {
      answers.push(await new FeedClientProbe(`${root}/ws/logs${query}`, { headers }).refusal());
    }
    expect(answers[1]!.status).toBe(answers[0]!.status);
    return answers[0]!;
  }

  async function greeted(
    options: Parameters<typeof testServer>[0],
    query = '',
    headers: Record<string, string> = {},
  ) {
    const { url, feedPort } = await testServer({ live: new LocalBus(), ...options }).listen();
    for (const root of [url, `http://127.0.0.1:${feedPort}`]) {
      const client = new FeedClientProbe(`${root}/ws/logs${query}`, { headers });
      expect((await client.next()).type).toBe('hello');
    }
  }

  it('needs a token where there are any', async () => {
    const { headers, body } = await refusal({ apiTokens });
    expect(headers['www-authenticate']).toBe('Bearer realm="Logs & Found"');
    expect(body).toMatchObject({ statusCode: 401, code: 'LAF_TOKEN_MISSING', error: 'Unauthorized' });
    expect((await refusal({ apiTokens }, '?token=wrong')).body).toMatchObject({ code: 'LAF_TOKEN_WRONG' });
  });

  it('gives the token as a header or in the address', async () => {
    await greeted({ apiTokens }, '', { authorization: 'Bearer a-token' });
    await greeted({ apiTokens }, '?filter=a&token=a-token');
  });

  it('is no page of another site', async () => {
    expect((await refusal({}, '', evil)).body).toMatchObject({
      statusCode: 403,
      code: 'LAF_ORIGIN',
      message: expect.stringContaining('pages of https://evil.example may not open the live feed'),
    });
    expect((await refusal({ apiTokens }, '?token=a-token', evil)).status).toBe(403);
    for (const origin of [
      'null',
      'file://',
      'https://localhost.evil.example',
      'http://127.0.0.1.evil.example',
    ]) {
      expect([origin, (await refusal({}, '', { origin })).status]).toEqual([origin, 403]);
    }
  });

  it('is a page of its own origin, or on an open loopback one of this machine', async () => {
    await greeted({}, '', { origin: 'https://logs.example', host: 'logs.example' });
    await greeted({ apiTokens }, '?token=a-token', {
      origin: 'http://LOGS.example:80',
      host: 'logs.example',
    });
    for (const origin of ['http://localhost:3000', 'http://[::1]:3000', 'https://127.0.0.2']) {
      await greeted({}, '', { origin });
      expect((await refusal({ apiTokens }, '?token=a-token', { origin })).status).toBe(403);
    }
  });
});
