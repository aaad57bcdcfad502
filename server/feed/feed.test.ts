import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { ChunkMill } from '../../test/support/chunk-mill.js';
import { eventText, FailingBus, HesitantBus, LocalBus } from '../../test/support/doubles.js';
import { FeedClientProbe } from '../../test/support/feed-client.js';
import { type TestServerSetup, testServer } from '../../test/support/http-server.js';
import type { HttpServer } from '../server.js';

interface Feed {
  server: HttpServer;
  bus: LocalBus;
  /** Of the API's port, where the feed is piped to. */
  url: string;
  /** Of the feed's own listener. */
  directUrl: string;
  connect(query?: string): FeedClientProbe;
}

async function feed(changes: TestServerSetup = {}): Promise<Feed> {
  const bus = (changes.live as LocalBus | undefined) ?? new LocalBus();
  const server = testServer({ live: bus, ...changes });
  const { url, feedPort } = await server.listen();
  const directUrl = `http://127.0.0.1:${feedPort}`;
  return {
    server,
    bus,
    url,
    directUrl,
    connect: (query = '') => new FeedClientProbe(`${url}/ws/logs${query}`),
  };
}

const node = new ChunkMill(1);

/** Publishes events as a worker does, as one chunk. */
function publish(bus: LocalBus, ...events: string[]): void {
  bus.publish(node.message(events));
}

describe('a client', () => {
  it('is greeted once the subscription stands, and then gets every event', async () => {
    const { bus, connect } = await feed();
    const client = connect();
    const hello = await client.next();
    expect(hello).toEqual({ type: 'hello', cursor: expect.any(String) });
    expect(bus.hasListeners).toBe(true);
    publish(bus, eventText('1'), eventText('2'));
    expect(await client.nextIds(2)).toEqual(['1', '2']);
  });

  it('gets the text of events as it is', async () => {
    const { bus, connect } = await feed();
    const client = connect();
    await client.next();
    const text = eventText('8').replace('"metadata":{}', '"metadata":{"n":12345678901234567890,"x":1.0}');
    publish(bus, text, eventText('9'));
    const { cursor } = await client.next();
    expect(client.texts[1]).toBe(
      `{"type":"events","events":[${text},${eventText('9')}],"cursor":"${cursor}"}`,
    );
  });

  it('sees a cursor that moves on with events its filter leaves out', async () => {
    const { bus, connect } = await feed();
    const client = connect('?filter=level:ERROR');
    const { cursor: before } = await client.next();
    publish(bus, eventText('1'));
    const { cursor: between } = await connect().next();
    publish(bus, eventText('2', { level: 'ERROR' }), eventText('3'));
    const { cursor: after } = await client.next();
    expect(new Set([before, between, after]).size).toBe(3);
    expect(await connect().next()).toEqual({ type: 'hello', cursor: after });
  });

  it('gets at most one frame in 50 ms, and everything that came meanwhile in the next', async () => {
    const { bus, connect } = await feed();
    const client = connect();
    await client.next();
    for (let id = 1; id <= 20; id++) publish(bus, eventText(String(id)));
    expect(await client.next()).toMatchObject({ events: [{ id: '1' }] });
    expect((await client.next()).events).toHaveLength(19);
  });

  it('gets nothing from before its hello, though others still wait for it', async () => {
    const { bus, connect } = await feed();
    const early = connect();
    await early.next();
    publish(bus, eventText('1'));
    publish(bus, eventText('2'));
    const late = connect();
    await late.next();
    publish(bus, eventText('3'));
    expect(await late.nextIds(1)).toEqual(['3']);
    expect(await early.nextIds(3)).toEqual(['1', '2', '3']);
    publish(bus, eventText('4'));
    expect([await late.nextIds(1), await early.nextIds(1)]).toEqual([['4'], ['4']]);
  });
});

describe('a filter', () => {
  it('comes in the address or in a message', async () => {
    const { bus, connect } = await feed();
    const client = connect(`?filter=${encodeURIComponent('status:>=500 AND level:ERROR')}`);
    await client.next();
    const matchesBefore = (id: string) => eventText(id, { level: 'ERROR', metadata: { status: 503 } });
    publish(bus, eventText('1', { level: 'ERROR' }), matchesBefore('2'));
    expect(await client.nextIds(1)).toEqual(['2']);
    client.say({ type: 'filter', filter: 'source:host2' });
    await client.settled();
    publish(bus, matchesBefore('3'), eventText('4', { source: 'host2' }));
    expect(await client.nextIds(1)).toEqual(['4']);
    client.say({ type: 'filter', filter: ' ' });
    await client.settled();
    publish(bus, eventText('5'));
    expect(await client.nextIds(1)).toEqual(['5']);
  });

  it('that cannot be read is told with its place; the one before it stays', async () => {
    const { bus, connect } = await feed();
    const client = connect('?filter=level:ERROR');
    await client.next();
    client.say({ type: 'filter', filter: 'level:(WARN' });
    expect(await client.next()).toEqual({
      type: 'error',
      message: expect.stringMatching(/^filter, position 11: .*\n {2}level:\(WARN\n {13}\^$/),
    });
    publish(bus, eventText('1', { level: 'WARN' }), eventText('2', { level: 'ERROR' }));
    expect(await client.nextIds(1)).toEqual(['2']);
  });

  it('in the address that cannot be read is told after the hello, and nothing comes until it is mended', async () => {
    const { bus, connect } = await feed();
    const client = connect('?filter=(');
    expect((await client.next()).type).toBe('hello');
    expect((await client.next()).type).toBe('error');
    publish(bus, eventText('1'));
    client.say({ type: 'filter', filter: '' });
    await client.settled();
    publish(bus, eventText('2'));
    expect(await client.nextIds(1)).toEqual(['2']);
  });

  it('that comes before the hello counts from the hello on', async () => {
    const bus = new HesitantBus();
    const { connect } = await feed({ live: bus });
    const client = connect();
    await once(client.socket, 'open');
    client.say({ type: 'filter', filter: 'level:ERROR' });
    await client.settled();
    bus.proceed();
    expect((await client.next()).type).toBe('hello');
    publish(bus, eventText('1'), eventText('2', { level: 'ERROR' }));
    expect(await client.nextIds(1)).toEqual(['2']);
  });

  it('is shared by all clients that have it', async () => {
    const { server, bus, connect } = await feed();
    const clients = [connect('?filter=level:ERROR'), connect('?filter=%20level:ERROR%20'), connect()];
    for (const client of clients) await client.next();
    expect(server.feed?.status()).toEqual({ clients: 3, filters: 2, skipped: 0 });
    publish(bus, eventText('1', { level: 'ERROR' }));
    for (const client of clients) expect(await client.nextIds(1)).toEqual(['1']);
    clients[2]!.socket.close();
    await expect.poll(() => server.feed?.status().filters).toBe(1);
  });
});

it.each([
  ['{', '"{" is not JSON; a message is {"type":"filter"'],
  ['null', 'null is no message of a client'],
  ['{"type":"fliter","filter":"a"}', 'is no message of a client'],
  ['{"type":"filter"}', 'is no message of a client'],
  ['{"type":"filter","filter":5}', 'is no message of a client'],
  [JSON.stringify({ type: 'filter', filter: 'x'.repeat(4097) }), 'the filter is longer than 4096 characters'],
  ['['.repeat(16_000) + ']'.repeat(16_000), 'nested too deeply'],
])('answers the message %.40s with an error', async (message, answer) => {
  const { bus, connect } = await feed();
  const client = connect();
  await client.next();
  client.say(message);
  expect(await client.next()).toEqual({ type: 'error', message: expect.stringContaining(answer) });
  publish(bus, eventText('1'));
  expect(await client.nextIds(1)).toEqual(['1']);
});

it('refuses binary messages, and ends on ones that are too large', async () => {
  const { connect } = await feed();
  const client = connect();
  await client.next();
  client.socket.send(Buffer.from('{"type":"filter","filter":""}'), { binary: true });
  expect((await client.next()).message).toContain('a message must be text');
  client.say('x'.repeat(100_000));
  await client.closed;
});

it('goes on after a message of the bus that is no array of events', async () => {
  const { bus, connect } = await feed();
  const client = connect('?filter=level:INFO');
  await client.next();
  const nonsense = ['', '[{"id":', 'null', '{"first":1}\n[]', '{"first":"1","count":1}\n[{"id":', '{}'];
  for (const message of nonsense) bus.publish(message);
  publish(bus, eventText('1'));
  expect(await client.nextIds(1)).toEqual(['1']);
});

describe('the live bus', () => {
  it('is listened to only while there are clients', async () => {
    const { bus, connect } = await feed();
    expect(bus.hasListeners).toBe(false);
    const [first, second] = [connect(), connect()];
    await Promise.all([first.next(), second.next()]);
    expect(bus.subscriptions).toBe(1);
    first.socket.close();
    await first.closed;
    publish(bus, eventText('1'));
    expect(await second.nextIds(1)).toEqual(['1']);
    second.socket.terminate();
    await expect.poll(() => bus.hasListeners).toBe(false);
    await connect().next();
    expect(bus.subscriptions).toBe(2);
  });

  it('that is away is told, with a close code that says to come again', async () => {
    const { connect } = await feed({ live: new FailingBus() });
    const client = connect();
    expect(await client.next()).toEqual({ type: 'error', message: 'the live bus is away: Redis is away' });
    expect(await client.closed).toMatchObject({ code: 1013 });
  });
});

/** All that the client gets until it has had or missed `count` events. */
async function account(
  client: FeedClientProbe,
  count: number,
): Promise<{ received: number; skipped: number }> {
  let [received, skipped] = [0, 0];
  while (received + skipped < count) {
    const frame = await client.next();
    received += frame.events?.length ?? 0;
    skipped += frame.count ?? 0;
  }
  return { received, skipped };
}

describe('a client that does not read', () => {
  const LARGE = { message: 'x'.repeat(100_000) };

  it.each(['url', 'directUrl'] as const)('is told how many events it missed (%s)', async (entrance) => {
    const parts = await feed();
    const status = () => parts.server.feed!.status();
    const slow = new FeedClientProbe(`${parts[entrance]}/ws/logs`);
    const quick = parts.connect();
    await Promise.all([slow.next(), quick.next()]);
    slow.socket.pause();
    let published = 0;
    while (status().skipped < 20) {
      publish(parts.bus, ...Array.from({ length: 9 }, () => eventText(String(++published), LARGE)));
      // Nobody else waits for the slow one, or misses anything.
      expect(await quick.nextIds(9)).toContain(String(published));
    }
    slow.socket.resume();
    const { skipped } = await account(slow, published);
    expect(skipped).toBe(status().skipped);
    publish(parts.bus, eventText('1'));
    expect(await slow.nextIds(1)).toEqual(['1']);
  });
});

it('a burst larger than a frame may be costs no memory: what does not fit is skipped, and told', async () => {
  const { bus, server, connect } = await feed();
  const client = connect();
  await client.next();
  const large = { message: 'x'.repeat(300_000) };
  publish(bus, ...['1', '2', '3', '4', '5', '6'].map((id) => eventText(id, large)));
  publish(bus, eventText('7'));
  expect(await account(client, 7)).toEqual({ received: 4, skipped: 3 });
  expect(server.feed?.status().skipped).toBe(3);
});

it('an event larger than a frame may be comes alone', async () => {
  const { bus, connect } = await feed();
  const client = connect();
  await client.next();
  publish(bus, eventText('1', { message: 'x'.repeat(3_000_000) }));
  expect(await client.nextIds(1)).toEqual(['1']);
});

it('keeps to loopback unless it has a port of its own', async () => {
  const { server, directUrl } = await feed();
  expect(server.feed).toBeDefined();
  const answer = await fetch(`${directUrl}/logs/`);
  expect([answer.status, await answer.json()]).toEqual([
    404,
    {
      statusCode: 404,
      code: 'LAF_NO_ROUTE',
      error: 'Not Found',
      message: 'there is no GET /logs/; the live feed is at /ws/logs',
    },
  ]);
});
