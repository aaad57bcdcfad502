import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { Readable } from 'node:stream';
import { constants, gzipSync } from 'node:zlib';
import Fastify, { type FastifyInstance, type FastifyPluginAsync, type InjectOptions } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { ClosingError, QueueFullError, RetryableError } from '../../pipeline/errors.js';
import type { Source } from '../../pipeline/plugin.js';
import type { CommitOutcome } from '../../pipeline/store.js';
import { FailingIntake, FullIntake, RecordingIntake } from '../../test/support/recording-intake.js';
import { sourceContext } from '../../test/support/source-context.js';
import http from './http.js';

const OPTIONS = { path: '/data', max_body: 200_000, max_record: 20_000, commit_timeout: 10_000 };
const JSON_TYPE = { 'content-type': 'application/json' };
const NDJSON = { 'content-type': 'application/x-ndjson' };
const TEXT = { 'content-type': 'text/plain' };

const MiB = 1024 * 1024;

let app: FastifyInstance;
let source: Source;

async function open(intake = new RecordingIntake(), outcome?: () => Promise<CommitOutcome>, stored = true) {
  app = Fastify();
  const store = {
    awaitCommit: outcome ?? (async () => ({ state: 'committed', stored: 1, filtered: 0, deadLetters: [] })),
    get: async () => (stored ? '{}' : undefined),
  };
  source = await http.create(OPTIONS, {
    ...sourceContext(intake),
    store,
    http: { mount: (plugin: FastifyPluginAsync) => void app.register(plugin) },
  } as never);
  await source.start();
  return intake;
}

afterEach(async () => {
  await source.stop();
  await app.close();
});

const post = (path: string, payload: InjectOptions['payload'], headers: Record<string, string> = JSON_TYPE) =>
  app.inject({ method: 'POST', url: `/data${path}`, payload, headers });

describe('one event', () => {
  it('is answered once it is durable, and its bytes stay as they are', async () => {
    const intake = await open();
    const event = '{"message":"é", "number":12345678901234567890, "other" : [1]}';
    const answer = await post('/fast', ` ${event}\n`);
    expect([answer.statusCode, answer.json()]).toEqual([202, { accepted: 1 }]);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(intake.records).toMatchObject([
      {
        text: event,
        peer: '127.0.0.1',
        transport: 'http',
        contentType: 'application/json',
        refused: undefined,
      },
    ]);
  });

  it.each([
    [
      '{"message":"x","level":"LOUD"}',
      'level: "LOUD" is no level; allowed are TRACE, DEBUG, INFO, WARN, ERROR, FATAL',
    ],
    ['{"message":"x","level":3}', 'level: 3 is no level'],
    ['{"message":"x","timestamp":"yesterday"}', 'timestamp: "yesterday" is no time; allowed is RFC 3339'],
    ['{"message":"x","timestamp":"2025-02-30T00:00:00Z"}', 'timestamp: "2025-02-30T00:00:00Z"'],
    ['{"message":"x","source":[1]}', 'source: an array is of the wrong type; allowed is a string'],
    ['{"message":"x","application":null}', 'application: null is of the wrong type; allowed is a string'],
    ['{"message":"x","metadata":[]}', 'metadata: an array is of the wrong type; allowed is an object'],
    ['{"level":"INFO"}', 'message: is missing; allowed is a string'],
    ['{"__proto__":{"message":"x"}}', 'message: is missing'],
    ['{"message":{"a":1}}', 'message: an object is of the wrong type'],
    [`{"message":"x","level":"${'L'.repeat(900)}"}`, 'LLL…'],
    ['[]', 'an array is no event; allowed is a JSON object'],
    ['null', 'null is no event'],
    ['{"message":"unreadable" "x"}', 'not JSON: unexpected "\\"" at position 24'],
    ['{"message":"x"', 'it ends at position 14, where more is expected'],
    ['{"message":"NUL \0"}', 'unexpected "\\u0000" at position 16'],
    ['', 'the body is empty'],
  ])('%s is refused with what is wrong', async (body, message) => {
    const intake = await open();
    for (const path of ['/', '/fast']) {
      const answer = await post(path, body);
      expect(answer.statusCode).toBe(400);
      expect(answer.json()).toMatchObject({
        statusCode: 400,
        error: 'Bad Request',
        code: expect.stringMatching(/^LAF_/),
      });
      expect(answer.json().message).toContain(message);
      expect(answer.json().message.length).toBeLessThan(250);
    }
    expect(intake.records).toEqual([]);
  });

  it.each([
    ['a level in lower case', Buffer.from('{"message":"x","level":"warning"}')],
    ['the year 9999', Buffer.from('{"message":"x","timestamp":"9999-12-31T23:59:59.999999Z"}')],
    ['invalid UTF-8', Buffer.from('{"message":"\xff\xc3"}', 'latin1')],
    ['an escaped NUL', Buffer.from('{"message":"\\u0000"}')],
    ['a lone surrogate', Buffer.from('{"message":"\\ud800"}')],
    [
      '__proto__',
      Buffer.from('{"message":"x","__proto__":{"polluted":true},"constructor":{"prototype":{}}}'),
    ],
    ['numbers beyond a double', Buffer.from('{"message":"x","n":1e999,"m":123456789012345678901234567890}')],
    ['10,000 nested arrays', Buffer.from(`{"message":"x","a":${'['.repeat(9_990)}${']'.repeat(9_990)}}`)],
  ])('with %s is taken as it is', async (_, body) => {
    const intake = await open();
    expect((await post('/fast', body)).statusCode).toBe(202);
    expect(intake.records[0]!.bytes).toEqual(body);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('may begin with a byte order mark', async () => {
    const intake = await open();
    expect((await post('/fast', '\ufeff{"message":"x"}')).statusCode).toBe(202);
    expect(intake.texts).toEqual(['{"message":"x"}']);
  });

  it('over the limit is refused with 413', async () => {
    await open();
    const answer = await post('/fast', JSON.stringify({ message: 'x'.repeat(20_000) }));
    expect([answer.statusCode, answer.json().code]).toEqual([413, 'LAF_BODY_TOO_LARGE']);
    expect(answer.json().message).toContain('20000 bytes');
  });

  it.each([
    ['text/xml', 'Content-Type text/xml is not read; allowed is application/json'],
    ['application/json; charset=latin1', 'charset latin1 is not read; allowed is utf-8'],
    [undefined, 'no Content-Type was given'],
  ])('of type %s is refused with 415', async (type, message) => {
    await open();
    const answer = await post(
      '/fast',
      Buffer.from('{"message":"x"}'),
      type === undefined ? {} : { 'content-type': type },
    );
    expect([answer.statusCode, answer.json().error]).toEqual([415, 'Unsupported Media Type']);
    expect(answer.json().message).toContain(message);
  });

  it.each(['application/json;charset=UTF-8', 'Application/JSON; charset="utf-8"'])(
    'may be of type %s',
    async (type) => {
      await open();
      expect((await post('/fast', '{"message":"x"}', { 'content-type': type })).statusCode).toBe(202);
    },
  );
});

describe('POST /data/', () => {
  const committed = (over: object) => async () =>
    ({ state: 'committed', stored: 1, filtered: 0, deadLetters: [], ...over }) as CommitOutcome;

  it('answers 201 with the id once the event is committed', async () => {
    await open();
    const answer = await post('/', '{"message":"x"}');
    expect([answer.statusCode, answer.json()]).toEqual([201, { id: '1' }]);
  });

  it('answers 422 with the reason when the event is a dead letter', async () => {
    await open(undefined, committed({ stored: 0, deadLetters: [{ index: 0, reason: 'no such day' }] }));
    const answer = await post('/', '{"message":"x"}');
    expect([answer.statusCode, answer.json().code]).toEqual([422, 'LAF_DEAD_LETTER']);
    expect(answer.json().message).toBe('event 1 is a dead letter: no such day');
  });

  it("does not take a neighbour's dead letter for its own", async () => {
    await open(undefined, committed({ deadLetters: [{ index: 1, reason: 'no such day' }] }));
    expect((await post('/', '{"message":"x"}')).statusCode).toBe(201);
  });

  it('answers 200 when the pipeline left the event out', async () => {
    await open(undefined, committed({ stored: 0, filtered: 1 }));
    const answer = await post('/', '{"message":"x"}');
    expect([answer.statusCode, answer.json()]).toEqual([200, { id: '1', stored: false }]);
  });

  it.each([
    [true, 201],
    [false, 200],
  ])('asks the store when the chunk was filtered in part: there %s, so %i', async (there, status) => {
    await open(undefined, committed({ stored: 1, filtered: 1 }), there);
    expect((await post('/', '{"message":"x"}')).statusCode).toBe(status);
  });

  it.each([
    ['the time is over', async () => ({ state: 'pending' }) as const],
    ['the database is away', () => Promise.reject(new RetryableError('database is away'))],
  ])('answers 202 pending when %s', async (_, outcome) => {
    await open(undefined, outcome);
    const answer = await post('/', '{"message":"x"}');
    expect([answer.statusCode, answer.json()]).toEqual([202, { id: '1', pending: true }]);
    expect(answer.headers.location).toBe('/logs/1');
  });

  it('answers 202 pending at a stop, and nothing new is taken then', async () => {
    let asked!: () => void;
    const waiting = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const intake = await open(undefined, () => {
      asked();
      return new Promise(() => undefined);
    });
    const answer = post('/', '{"message":"x"}').then((reply) => reply);
    await waiting;
    await source.stop();
    expect((await answer).json()).toEqual({ id: '1', pending: true });
    const late = await post('/fast', '{"message":"late"}');
    expect([late.statusCode, late.json().code]).toEqual([503, 'LAF_CLOSING']);
    expect(intake.records).toHaveLength(1);
  });
});

describe('a batch', () => {
  const good = ['{"message":"one", "n":1.00}', '{"message":"two","n":12345678901234567890}'];

  it.each([
    ['a JSON array', `[${good[0]} , 42,\n{"level":"x"}, ${good[1]}]`, JSON_TYPE, 'application/json'],
    ['NDJSON', `${good[0]}\r\n42\n\n {"level":"x"}\n${good[1]}`, NDJSON, 'application/json'],
  ])('keeps good events beside bad ones: %s', async (_, body, headers, contentType) => {
    const intake = await open();
    const answer = await post('/batch', body, headers);
    expect([answer.statusCode, answer.json()]).toEqual([
      202,
      {
        accepted: 2,
        rejected: [
          { index: 1, reason: '42 is no event; allowed is a JSON object with a message' },
          { index: 2, reason: 'message: is missing; allowed is a string' },
        ],
      },
    ]);
    expect(intake.texts).toEqual(good);
    expect(intake.records[0]).toMatchObject({ contentType, peer: '127.0.0.1', transport: 'http' });
  });

  it('rejects an NDJSON line that is not JSON with the position', async () => {
    const intake = await open();
    const answer = await post('/batch', `${good[0]}\n{"message":nope}\n${good[1]}\n`, NDJSON);
    expect(answer.json().rejected).toEqual([{ index: 1, reason: 'not JSON: unexpected "n" at position 11' }]);
    expect(intake.texts).toEqual(good);
  });

  it('of text lines is taken whatever they are', async () => {
    const intake = await open();
    const lines = ['10.0.0.1 - - [x]', '<13>syslog', '{"no":"message"}', ' indented', '\0\x01'];
    const answer = await post('/batch', `${lines.join('\r\n')}\n\n`, {
      'content-type': 'text/plain; charset=utf-8',
    });
    expect(answer.json()).toEqual({ accepted: 5, rejected: [] });
    expect(intake.texts).toEqual(lines);
    expect(intake.records[0]!.contentType).toBe('text/plain');
  });

  it.each([
    [
      'no array',
      '{"message":"x"}',
      'allowed is an array of events; one object per line is application/x-ndjson',
    ],
    ['no JSON', '[{"message":"x"},{]', 'not JSON: unexpected "]" at position 18'],
    ['no JSON within an element', '[{"message":"x"},nope]', 'not JSON: unexpected "n" at position 17'],
    ['cut off', '[{"message":"x"}', 'it ends at position 16'],
    ['empty', '', 'it ends at position 0'],
  ])('that is %s is refused as a whole', async (_, body, message) => {
    const intake = await open();
    const answer = await post('/batch', Buffer.from(body));
    expect([answer.statusCode, answer.json().message]).toEqual([400, expect.stringContaining(message)]);
    expect(intake.records).toEqual([]);
  });

  it('takes 10,000 nested arrays in an element', async () => {
    const intake = await open();
    const deep = `{"message":"x","a":${'['.repeat(9_000)}${']'.repeat(9_000)}}`;
    const deeper = '['.repeat(50_000) + ']'.repeat(50_000);
    const answer = await post('/batch', `[${deep},${deeper}]`);
    expect(answer.json()).toMatchObject({ accepted: 1, rejected: [{ index: 1 }] });
    expect(intake.texts).toEqual([deep]);
  });

  it('rejects a record over the limit and keeps its neighbours', async () => {
    const intake = await open();
    const answer = await post('/batch', `a\n${'x'.repeat(20_001)}\nb`, TEXT);
    expect(answer.json()).toEqual({
      accepted: 2,
      rejected: [{ index: 1, reason: 'has 20001 bytes; allowed are 20000 (max_record)' }],
    });
    expect(intake.texts).toEqual(['a', 'b']);
  });

  it('names the first 1000 rejected records and counts the others', async () => {
    await open();
    const answer = (await post('/batch', '1\n'.repeat(1500), NDJSON)).json();
    expect([answer.accepted, answer.rejected.length, answer.rejected_total]).toEqual([0, 1000, 1500]);
  });

  it('of many records reaches the intake in blocks of a chunk each, in order', async () => {
    const intake = await open();
    const lines = Array.from({ length: 5000 }, (_, i) => `line ${i}`);
    expect((await post('/batch', lines.join('\n'), TEXT)).json()).toEqual({ accepted: 5000, rejected: [] });
    expect(intake.texts).toEqual(lines);
    expect(intake.blocks.map(({ count }) => count)).toEqual([4096, 904]);
    await post('/batch', `${'x'.repeat(15_000)}\n`.repeat(13), TEXT);
    expect(intake.blocks.slice(2).map(({ count }) => count)).toEqual([8, 5]);
  });

  it('may be gzipped', async () => {
    const intake = await open();
    const answer = await post('/batch', gzipSync(good.join('\n')), { ...NDJSON, 'content-encoding': 'gzip' });
    expect(answer.json()).toEqual({ accepted: 2, rejected: [] });
    expect(intake.texts).toEqual(good);
  });

  it.each([
    ['cut off', gzipSync('x'.repeat(1000)).subarray(0, -9)],
    ['not gzip', Buffer.from('plain')],
  ])('whose gzip is %s is refused with 400', async (_, body) => {
    await open();
    const answer = await post('/batch', body, { ...TEXT, 'content-encoding': 'gzip' });
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'LAF_BODY_BROKEN']);
  });

  it.each([
    ['br', { 'content-encoding': 'br' }, 'Content-Encoding br is not read; allowed is gzip'],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'application/x-ndjson'],
  ])('as %s is refused with 415', async (_, headers, message) => {
    await open();
    const answer = await post('/batch', 'x', { ...TEXT, ...headers });
    expect([answer.statusCode, answer.json().message]).toEqual([415, expect.stringContaining(message)]);
  });

  it.each([
    ['its length announced', {}],
    ['in chunks', { 'transfer-encoding': 'chunked' }],
  ])('of 100 MB is refused with 413 while it is sent, %s', async (_, headers) => {
    await open();
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    const before = process.memoryUsage().arrayBuffers;
    let peak = 0;
    const call = request(`${url}/data/batch`, { method: 'POST', headers: { ...TEXT, ...headers } });
    if (!('transfer-encoding' in headers)) call.setHeader('content-length', 100 * MiB);
    const answered = once(call, 'response') as Promise<[IncomingMessage]>;
    for (let sent = 0; sent < 100; sent++) {
      await new Promise((resolve) => call.write(Buffer.alloc(MiB, 'x'), resolve));
      peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
    }
    call.end();
    const [answer] = await answered;
    expect(answer.statusCode).toBe(413);
    call.destroy();
    expect(peak).toBeLessThan(64 * MiB);
  });

  it('that is a gzip bomb is refused once it passes the limit, not when it has burst', async () => {
    await open();
    // 256 MiB from 256 KiB; whoever inflates it all takes longer and more memory than this test allows.
    const member = gzipSync(Buffer.alloc(4 * 1024 * 1024), { level: constants.Z_BEST_COMPRESSION });
    const before = process.memoryUsage().arrayBuffers;
    // Several, since each has to give back the memory it was granted.
    for (let call = 0; call < 4; call++) {
      const body = Readable.from(Array.from({ length: 64 }, () => member));
      const answer = await post('/batch', body, { ...TEXT, 'content-encoding': 'gzip' });
      expect([answer.statusCode, answer.json().code]).toEqual([413, 'LAF_BODY_TOO_LARGE']);
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1024 * 1024);
  });
});

describe('when the queue does not take it', () => {
  it.each([
    ['full', new FullIntake(), 'LAF_QUEUE_FULL', '7'],
    ['away', new FailingIntake(), 'LAF_QUEUE_AWAY', '5'],
    ['closing', new FailingIntake(new ClosingError('closing')), 'LAF_CLOSING', '5'],
  ])('%s: 503 with Retry-After', async (_, intake, code, seconds) => {
    await open(intake);
    for (const path of ['/', '/fast', '/batch']) {
      const answer = await post(path, path === '/batch' ? '[{"message":"x"}]' : '{"message":"x"}');
      expect([answer.statusCode, answer.json().code, answer.headers['retry-after']]).toEqual([
        503,
        code,
        seconds,
      ]);
    }
  });

  it('a batch whose beginning was taken waits for room with the rest', async () => {
    const intake = new (class extends RecordingIntake {
      override async append(block: never) {
        const receipt = await super.append(block);
        this.block();
        this.append = () => Promise.reject(new QueueFullError('full'));
        return receipt;
      }
    })();
    await open(intake);
    const answer = post('/batch', 'line\n'.repeat(9000), TEXT).then((reply) => reply);
    await expect.poll(() => intake.records.length).toBe(4096);
    await new Promise(setImmediate);
    expect(intake.waitingBytes).toBe(0);
    intake.unblock();
    expect((await answer).json()).toEqual({ accepted: 9000, rejected: [] });
    expect(intake.records).toHaveLength(9000);
  });

  it('429 when too many bodies are in memory, and their room is given back', async () => {
    const intake = await open(new FullIntake());
    // Each of two bodies waits for the queue, and a third has no room beside them.
    Object.assign(intake, { append: async (block: never) => intake.appendPatiently(block) });
    const large = `${'x'.repeat(19_999)}\n`.repeat(9);
    const answers = [1, 2, 3].map(() => post('/batch', large, TEXT).then((reply) => reply));
    const refused = await Promise.race(answers);
    expect([refused.statusCode, refused.json().code]).toEqual([429, 'LAF_TOO_MANY_BODIES']);
    expect(refused.headers['retry-after']).toBe('1');
    intake.unblock();
    const statuses = (await Promise.all(answers)).map(({ statusCode }) => statusCode);
    expect(statuses.sort()).toEqual([202, 202, 429]);
    for (let i = 0; i < 3; i++) expect((await post('/batch', large, TEXT)).statusCode).toBe(202);
  });
});
