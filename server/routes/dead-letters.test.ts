import { describe, expect, it } from 'vitest';
import type { KeptLetter, LetterConditions } from '../../pipeline/dead-letters.js';
import { QueueFullError, UserError } from '../../pipeline/errors.js';
import type { DeadLetterDesk } from '../../pipeline/replay.js';
import { testServer } from '../../test/support/http-server.js';

const LETTER: KeptLetter = {
  key: '0190aaaa-0000-7000-8000-000000000000.3.parse',
  eventId: '412316860416000',
  receivedAtMicros: 1_762_856_430_123_456,
  source: 'in',
  stage: 'parse',
  reason: 'does not match',
  sqlState: null,
  column: null,
  tries: 1,
  refusedAtMicros: 1_762_856_431_000_000,
  replaying: false,
  size: 6,
  raw: Buffer.from('grüß'),
};

/** A desk that notes what it is asked. */
function deskOf(changes: Partial<DeadLetterDesk> = {}, letter = LETTER) {
  const asked: LetterConditions[] = [];
  const desk: DeadLetterDesk = {
    list: async (query) => {
      asked.push(query);
      return { letters: [letter], nextCursor: 'next' };
    },
    get: async (key) => (key === letter.key ? letter : undefined),
    drop: async (conditions) => asked.push(conditions),
    replay: async (conditions) => ({ replayed: asked.push(conditions), unreplayable: 0 }),
    ...changes,
  };
  return { asked, app: testServer({ deadLetters: desk }).app };
}

const post = (body: unknown) => ({
  method: 'POST' as const,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

describe('GET /dead-letters', () => {
  it('hands the conditions on and shows records as text', async () => {
    const { app, asked } = deskOf();
    const answer = await app.inject('/dead-letters?stage=parse&source=in&reason=match&limit=5&cursor=x');
    expect(asked).toEqual([{ stage: 'parse', source: 'in', reason: 'match', limit: 5, cursor: 'x' }]);
    expect(answer.json()).toEqual({
      dead_letters: [
        {
          key: LETTER.key,
          event_id: '412316860416000',
          received_at: '2025-11-11T10:20:30.123456Z',
          source: 'in',
          stage: 'parse',
          reason: 'does not match',
          sqlstate: null,
          column: null,
          tries: 1,
          refused_at: '2025-11-11T10:20:31.000000Z',
          replaying: false,
          size: 6,
          cut: false,
          encoding: 'text',
          raw: 'grüß',
        },
      ],
      next_cursor: 'next',
    });
  });

  it('shows bytes that are no UTF-8 as base64, and a cut character not at all', async () => {
    const shown = async (raw: Buffer, size: number) => {
      const { app } = deskOf({}, { ...LETTER, raw, size });
      const { cut, encoding, raw: text } = (await app.inject(`/dead-letters/${LETTER.key}`)).json();
      return [cut, encoding, text];
    };
    expect(await shown(Buffer.from([1, 0xff]), 2)).toEqual([false, 'base64', 'Af8=']);
    expect(await shown(Buffer.from('ü').subarray(0, 1), 1)).toEqual([false, 'base64', 'ww==']);
    expect(await shown(Buffer.from('aü').subarray(0, 2), 3)).toEqual([true, 'text', 'a']);
  });

  it('answers 404 for a key without a letter and 400 for a bad limit or key', async () => {
    const { app } = deskOf();
    expect((await app.inject('/dead-letters/x')).json()).toMatchObject({
      statusCode: 404,
      code: 'LAF_NO_DEAD_LETTER',
    });
    expect((await app.inject('/dead-letters?limit=0')).statusCode).toBe(400);
    expect((await app.inject('/dead-letters?stag=parse')).json().message).toContain('did you mean "stage"?');
    const picky = deskOf({ get: () => Promise.reject(new UserError('"x" is no key of a dead letter')) });
    expect((await picky.app.inject('/dead-letters/x')).statusCode).toBe(400);
  });
});

describe('POST /dead-letters/replay and /drop', () => {
  it('take keys, conditions or all, and answer how many', async () => {
    const { app, asked } = deskOf();
    const replay = await app.inject({ url: '/dead-letters/replay', ...post({ keys: [LETTER.key] }) });
    expect(replay.json()).toEqual({ replayed: 1, unreplayable: 0 });
    const drop = await app.inject({ url: '/dead-letters/drop', ...post({ stage: 'parse' }) });
    expect(drop.json()).toEqual({ dropped: 2 });
    await app.inject({ url: '/dead-letters/drop', ...post({ all: true }) });
    expect(asked).toEqual([{ keys: [LETTER.key] }, { stage: 'parse' }, {}]);
  });

  it.each([{}, { keys: [] }, { all: false }, { all: true, stage: 'parse' }, { stagee: 'parse' }, []])(
    'take nothing for all: %j',
    async (body) => {
      const { app, asked } = deskOf();
      for (const url of ['/dead-letters/replay', '/dead-letters/drop']) {
        const answer = await app.inject({ url, ...post(body) });
        expect(answer.json()).toMatchObject({ statusCode: 400, code: 'LAF_PARAMETER' });
      }
      expect(asked).toEqual([]);
    },
  );

  it('say when the queue is full', async () => {
    const { app } = deskOf({ replay: () => Promise.reject(new QueueFullError('the queue is full')) });
    const answer = await app.inject({ url: '/dead-letters/replay', ...post({ all: true }) });
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, expect.any(String)]);
  });
});
