import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FedProgram, type Letter, record, type StoredRow, TRANSPORTS } from './support/fed-program.js';

/*
 * Records that other systems stumble over, end to end: they come between two good ones in the same body, connection or
 * burst, so that they share a chunk and a COPY with them.
 */

const DEPTH = 10_000;
const NESTED = `${'['.repeat(DEPTH)}12345678901234567890123${']'.repeat(DEPTH)}`;
const LONG_INTEGER = '12345678901234567890123';

const TOO_DEEP = 'the metadata is nested too deep to be read or changed';

interface Case {
  name: string;
  record: (application: string) => string | Buffer;
  stored?: (row: StoredRow) => void;
  dead?: (letter: Letter) => void;
  /** What a transform that reads the metadata makes of it, where that is something else. */
  deadWhenChanged?: (letter: Letter) => void;
  /** And what a filter. */
  deadWhenLooked?: (letter: Letter) => void;
}

const CASES: Case[] = [
  {
    name: 'unreadable JSON',
    record: (tag) => `{"application":"${tag}","message":`,
    stored: ({ format, message }) => {
      expect(format).toBe('plain');
      expect(message).toMatch(/^\{"application":"[\w-]+","message":$/);
    },
  },
  {
    name: 'invalid UTF-8',
    record: (tag) => Buffer.from(record(tag, 'caf\xe9 \xc3\x28 \xf0\x9f', '"u":"\xff"'), 'latin1'),
    stored: ({ format, message, metadata }) => {
      expect(format).toBe('json');
      expect(message).toBe('caf\ufffd \ufffd( \ufffd');
      expect(JSON.parse(metadata)).toMatchObject({ u: '\ufffd' });
    },
  },
  {
    name: 'NUL bytes',
    record: (tag) => `${tag} one\0two\0 three`,
    stored: ({ message }) => expect(message).toMatch(/ one\ufffdtwo\ufffd three$/),
  },
  {
    name: 'NUL as a JSON escape',
    record: (tag) => record(tag, 'one\\u0000two', '"a\\u0000":"\\u0000","b":["\\\\u0000"]'),
    stored: ({ message, metadata }) => {
      expect(message).toBe('one\ufffdtwo');
      expect(JSON.parse(metadata)).toMatchObject({ 'a\ufffd': '\ufffd', b: ['\\u0000'] });
    },
  },
  {
    name: 'lone surrogates',
    record: (tag) => record(tag, '\\ud800 \\udc00\\ud800', '"s":"\\ud83d","pair":"\\ud83d\\ude00"'),
    stored: ({ message, metadata }) => {
      expect(message).toBe('\ufffd \ufffd\ufffd');
      expect(JSON.parse(metadata)).toMatchObject({ s: '\ufffd', pair: '\u{1f600}' });
    },
  },
  {
    name: 'the year 9999',
    record: (tag) => record(tag, 'late', '"timestamp":"9999-12-31T23:59:59.999999Z"'),
    // A time is a double of microseconds: exact until 2255, and to 32 of them here.
    stored: ({ timestamp }) => expect(timestamp).toBe('9999-12-31T23:59:59.999968'),
  },
  {
    name: 'the year 10000, by its zone',
    record: (tag) => record(tag, 'late', '"timestamp":"9999-12-31T23:59:59-01:00"'),
    stored: ({ timestamp }) => expect(timestamp).toBe('9999-12-31T23:59:59.999968'),
  },
  {
    name: 'the year 1',
    record: (tag) => record(tag, 'early', '"timestamp":"0001-01-01T00:00:00Z"'),
    stored: ({ timestamp }) => expect(timestamp).toBe('0001-01-01T00:00:00'),
  },
  {
    name: 'numbers beyond a double',
    record: (tag) => record(tag, 'n', `"integer":${LONG_INTEGER},"pi":3.14159265358979323846,"huge":1e400`),
    stored: ({ metadata }) => {
      expect(metadata).toMatch(`"integer": ${LONG_INTEGER}`);
      expect(metadata).toMatch('"pi": 3.14159265358979323846');
      expect(metadata).toMatch(`"huge": 1${'0'.repeat(400)}`);
    },
  },
  {
    name: 'a fraction finer than a double',
    record: (tag) => record(tag, 'n', '"pi":3.14159265358979323846'),
    stored: ({ metadata }) => expect(metadata).toMatch('"pi": 3.14159265358979323846'),
  },
  {
    name: 'a number beyond what PostgreSQL holds',
    record: (tag) => record(tag, 'n', '"huge":1e1000000'),
    dead: ({ sqlstate, column_name }) => {
      expect(sqlstate).toBe('22003');
      expect(column_name).toBe('metadata');
    },
  },
  {
    name: '10,000 nested arrays',
    record: (tag) => record(tag, 'deep', `"deep":${NESTED}`),
    stored: ({ metadata }) => expect(metadata).toContain(NESTED),
    deadWhenChanged: ({ reason }) => expect(reason).toBe(`team: ${TOO_DEEP}`),
    deadWhenLooked: ({ reason }) => expect(reason).toBe(`drop.when: ${TOO_DEEP}`),
  },
  {
    name: '30,000 nested arrays',
    record: (tag) => record(tag, 'deep', `"deep":${'['.repeat(30_000)}${']'.repeat(30_000)}`),
    dead: ({ reason, sqlstate }) => {
      expect(reason).toMatch('stack depth limit');
      expect(sqlstate).toBe('54001');
    },
    deadWhenChanged: ({ reason }) => expect(reason).toBe(`team: ${TOO_DEEP}`),
  },
  {
    name: '__proto__ keys',
    record: (tag) =>
      record(tag, 'p', '"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":1}}'),
    stored: ({ metadata }) => {
      expect(metadata).toContain('"__proto__": {"polluted": true}');
      expect(metadata).toContain('"constructor": {"prototype": {"polluted": 1}}');
    },
  },
];

let fed: FedProgram;
let tags = 0;
const sent: string[] = [];

beforeAll(async () => {
  fed = await FedProgram.start();
});
afterAll(() => fed.end());

describe.each(TRANSPORTS)('over %s', (transport) => {
  describe.each(['stored', 'changed', 'looked'])('%s', (how) => {
    test.each(CASES)('$name', async ({ record: bad, stored, dead, deadWhenChanged, deadWhenLooked }) => {
      const refused = { stored: dead, changed: deadWhenChanged ?? dead, looked: deadWhenLooked ?? dead }[how];
      const tag = `tag${tags++}-${how}`;
      sent.push(tag);
      await fed.send(transport, [record(tag, 'before'), bad(tag), record(tag, 'after')]);
      const { rows, letters } = await fed.settled(tag, 3);
      const messages = rows.map(({ message }) => message);
      expect([messages[0], messages.at(-1)]).toEqual(['before', 'after']);
      expect(letters.map(({ reason }) => reason)).toHaveLength(refused === undefined ? 0 : 1);
      expect(rows).toHaveLength(refused === undefined ? 3 : 2);
      if (refused !== undefined) refused(letters[0]!);
      else stored?.(rows[1]!);
      await fed.expectHealthy();
    });
  });
});

test('numbers keep their digits, and times of far years their pages, in the answers of GET /logs/', async () => {
  const members = `"timestamp":"9999-12-31T23:59:59Z","integer":${LONG_INTEGER},"pi":3.14159265358979323846`;
  await fed.send(
    'tcp',
    [1, 2, 3].map((n) => record('pages', `page ${n}`, members)),
  );
  await fed.settled('pages', 3);
  for (const order of ['asc', 'desc']) {
    const messages: string[] = [];
    for (let cursor = '', pages = 0; pages < 3; pages++) {
      const query = `application=pages&limit=1&order=${order}&from=9999-12-31T01:00:00Z&cursor=${cursor}`;
      const text = await (await fetch(`${fed.program.url}/logs/?${query}`)).text();
      expect(text).toMatch(new RegExp(`"integer": ?${LONG_INTEGER}\\b`));
      expect(text).toMatch(/"pi": ?3\.14159265358979323846\b/);
      const page = JSON.parse(text);
      expect(page.logs).toMatchObject([{ timestamp: '9999-12-31T23:59:59.000000Z' }]);
      messages.push(page.logs[0].message);
      cursor = page.next_cursor;
    }
    expect(messages.sort()).toEqual(['page 1', 'page 2', 'page 3']);
  }
});

// The last one: the program ends, and nothing that was on its way can change any more.
test('each record is there once, also after all is drained', async () => {
  expect(await fed.program.stop()).toEqual({ code: 0, signal: null });
  for (const tag of sent) {
    expect((await fed.rows(tag)).length + (await fed.letters(tag)).length, tag).toBe(3);
  }
  const { rows } = await fed.client.query('SELECT count(*) = count(DISTINCT id) AS unique FROM laf.logs');
  expect(rows).toEqual([{ unique: true }]);
});
