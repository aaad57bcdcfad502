import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { createGzip, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { FedProgram, record } from './support/fed-program.js';
import { openTcp } from './support/senders.js';

/* Senders that break the rules of their transport, end to end, with neighbours before and after. */

const MAX_RECORD = 1024 * 1024;
const HUNDRED_MB = 100 * 1000 * 1000;
const KEPT_BYTES = 64 * 1024;

let fed: FedProgram;
let lastTag = 0;
let tag: string;
let bomb: Buffer<ArrayBuffer> | undefined;

beforeAll(async () => {
  fed = await FedProgram.start();
});
afterEach(() => fed.expectHealthy());
afterAll(async () => {
  expect(await fed.program.stop()).toEqual({ code: 0, signal: null });
  await fed.end();
});

function nextTag(): string {
  lastTag += 1;
  tag = `case${lastTag}`;
  return tag;
}

async function messages(count: number): Promise<string[]> {
  return (await fed.settled(tag, count)).rows.map(({ message }) => message);
}

describe('HTTP', () => {
  const ndjson = { 'content-type': 'application/x-ndjson' };

  test.each(['/data/', '/data/fast'])(
    'unreadable JSON is refused with its position: POST %s',
    async (path) => {
      const answer = await fed.post(path, `{"application":"${nextTag()}","message":tru}`);
      expect(answer.status).toBe(400);
      expect(JSON.parse(answer.text)).toMatchObject({ statusCode: 400, code: 'LAF_NOT_JSON' });
      expect(answer.text).toMatch(/unexpected .+ at position \d+/);
      expect((await fed.post(path, record(tag, 'after'))).status).toBeLessThan(300);
      expect(await messages(1)).toEqual(['after']);
    },
  );

  test('unreadable JSON in a batch is rejected alone', async () => {
    const body = [record(nextTag(), 'before'), '{"message":', record(tag, 'after')].join('\n');
    const { status, text } = await fed.post('/data/batch', body, ndjson);
    expect(status).toBe(202);
    expect(JSON.parse(text)).toMatchObject({ accepted: 2, rejected: [{ index: 1 }] });
    expect(await messages(2)).toEqual(['before', 'after']);
  });

  test('an array that is not closed is refused whole', async () => {
    const answer = await fed.post('/data/batch', `[${record(nextTag(), 'never')},`);
    expect(answer.status).toBe(400);
    expect(answer.text).toMatch('LAF_NO');
    expect(await fed.rows(tag)).toEqual([]);
  });

  test.each(['/data/', '/data/fast', '/data/batch'])('a line of 100 MB is refused: POST %s', async (path) => {
    const headers = { 'content-type': path === '/data/batch' ? 'text/plain' : 'application/json' };
    const { status, text } = await fed.post(path, Buffer.alloc(HUNDRED_MB, 'x'), headers);
    expect(status).toBe(413);
    expect(JSON.parse(text)).toMatchObject({ code: 'LAF_BODY_TOO_LARGE' });
  });

  test('a line of 100 MB without a declared length is refused', async () => {
    const piece = Buffer.alloc(1_000_000, 'x');
    const body = new ReadableStream({
      pull: (
        (sent = 0) =>
        (controller: ReadableStreamDefaultController) => {
          if (sent++ < 100) controller.enqueue(piece);
          else controller.close();
        }
      )(),
    });
    const init = { method: 'POST', headers: { 'content-type': 'text/plain' }, body, duplex: 'half' };
    const response = await fetch(`${fed.program.url}/data/batch`, init as RequestInit);
    expect(response.status).toBe(413);
  });

  test.each(['/data/', '/data/fast', '/data/batch'])('a gzip bomb is refused: POST %s', async (path) => {
    bomb ??= await gzipOfZeros(1024);
    expect(bomb.length).toBeLessThan(2 * MAX_RECORD);
    const { status, text } = await fed.post(path, bomb, {
      'content-type': 'application/json',
      'content-encoding': 'gzip',
    });
    expect(status).toBe(413);
    expect(JSON.parse(text)).toMatchObject({ code: 'LAF_BODY_TOO_LARGE' });
  });

  test('gzip that is cut off or none is refused', async () => {
    const whole = gzipSync(`${record(nextTag(), 'never')}\n`.repeat(1000));
    for (const body of [whole.subarray(0, whole.length / 2), Buffer.from('no gzip')]) {
      const answer = await fed.post('/data/batch', Buffer.from(body), {
        ...ndjson,
        'content-encoding': 'gzip',
      });
      expect(answer).toMatchObject({ status: 400, text: expect.stringContaining('LAF_BODY_BROKEN') });
    }
    expect(await fed.rows(tag)).toEqual([]);
  });

  test('a body that stops half way is not taken, and its connection harms no other', async () => {
    const half = `POST /data/batch HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 9999\r\n\r\n${record(nextTag(), 'never')}\n`;
    const port = Number(new URL(fed.program.url).port);
    const [silent, broken] = [await openTcp(port), await openTcp(port)];
    silent.write(half);
    await new Promise((resolve) => broken.write(half, resolve));
    broken.resetAndDestroy();
    await fed.send('http', [record(tag, 'after')]);
    expect(await messages(1)).toEqual(['after']);
    silent.destroy();
  });

  test('an event that PostgreSQL cannot hold is answered as a dead letter', async () => {
    const answer = await fed.post('/data/', record(nextTag(), 'n', '"huge":1e1000000'));
    expect(answer).toMatchObject({ status: 422, text: expect.stringContaining('LAF_DEAD_LETTER') });
  });
});

describe('TCP', () => {
  test('a line of 100 MB becomes a dead letter with its beginning', async () => {
    const socket = await fed.openTcp();
    socket.write(`${record(nextTag(), 'before')}\n${tag}`);
    socket.write(Buffer.alloc(HUNDRED_MB, 'x'));
    socket.end(`\n${record(tag, 'after')}\n`);
    const { rows, letters } = await fed.settled(tag, 3);
    expect(rows.map(({ message }) => message)).toEqual(['before', 'after']);
    expect(letters.map(({ reason }) => reason)).toEqual([
      expect.stringContaining(`more than ${MAX_RECORD} bytes`),
    ]);
    expect(letters[0]!.raw.length).toBe(KEPT_BYTES);
  });

  test('100 MB without a line end become one too', async () => {
    const socket = await fed.openTcp();
    socket.write(`${record(nextTag(), 'before')}\n${tag}`);
    socket.end(Buffer.alloc(HUNDRED_MB, 'x'));
    const { rows, letters } = await fed.settled(tag, 2);
    expect(rows.map(({ message }) => message)).toEqual(['before']);
    expect(letters).toHaveLength(1);
  });

  test('a sender that stops in a record and stays keeps no other waiting; its complete records are stored', async () => {
    const silent = await fed.openTcp();
    silent.write(`${record(nextTag(), 'complete')}\n${record(tag, 'unfinished').slice(0, -5)}`);
    await fed.send('tcp', [record(tag, 'other')]);
    expect((await messages(2)).sort()).toEqual(['complete', 'other']);
    silent.end();
    const { rows } = await fed.settled(tag, 3);
    expect(rows.at(-1)).toMatchObject({ format: 'plain', message: expect.stringContaining('unfin') });
  });

  test('what came over a connection before it was reset is stored', async () => {
    const broken = await fed.openTcp();
    broken.write(`${record(nextTag(), 'before')}\n`);
    expect(await messages(1)).toEqual(['before']);
    broken.write(record(tag, 'cut').slice(0, -5));
    await once(broken.resetAndDestroy(), 'close');
    await fed.send('tcp', [record(tag, 'after')]);
    const stored = (await fed.settled(tag, 2)).rows.map(({ message }) => message);
    expect(stored).toEqual(expect.arrayContaining(['before', 'after']));
  });

  const frame = (text: string, count = Buffer.byteLength(text)) => `${count} ${text}`;
  const syslog = (message: string) => `<34>1 2025-11-11T10:20:30Z host1 ${tag} - - - ${message}`;

  test.each([
    ['too small', -7],
    ['too large', 7],
    ['far too large', 500_000],
    ['beyond the limit', 2 * MAX_RECORD],
  ])('an octet count that is %s costs at most its own record', async (_, by) => {
    nextTag();
    const lie = syslog('the count of this one is a lie');
    const frames = [frame(syslog('before')), frame(lie, lie.length + by), frame(syslog('after'))];
    const socket = await fed.openTcp();
    socket.end(frames.join(''));
    await finished(socket.resume());
    await expect.poll(() => messages(3)).toEqual(expect.arrayContaining(['before', 'after']));
    const { rows, letters } = await fed.settled(tag, 3);
    expect(rows.filter(({ message }) => /^(before|after)$/.test(message))).toHaveLength(2);
    expect([...rows.map(({ message }) => message), ...letters.map(({ raw }) => raw)].join()).toMatch(
      'the count of',
    );
  });
});

test('UDP: the largest datagram is stored whole, and empty ones are nothing', async () => {
  const text = 'x'.repeat(65_000);
  await fed.send('udp', [record(nextTag(), 'before'), '', '\n', record(tag, text), record(tag, 'after')]);
  expect(await messages(3)).toEqual(['before', text, 'after']);
});

test('none of this took much memory', () => {
  expect(fed.program.memoryPeak()).toBeLessThan(400 * 1000 * 1000);
});

/** @param mebibytes of zeros; the body is a thousandth of that */
async function gzipOfZeros(mebibytes: number): Promise<Buffer<ArrayBuffer>> {
  const gzip = createGzip();
  const parts: Buffer[] = [];
  gzip.on('data', (part) => parts.push(part));
  const zeros = Buffer.alloc(MAX_RECORD);
  for (let i = 0; i < mebibytes; i++) if (!gzip.write(zeros)) await once(gzip, 'drain');
  gzip.end();
  await finished(gzip);
  return Buffer.concat(parts);
}
