import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { Command } from 'commander';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { UserError } from '../pipeline/errors.js';
import { parseCommand } from './parse.js';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parse-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

interface Run {
  input?: string;
  terminal?: boolean;
  stdout?: Writable;
}

async function laf(words: string[], { input = '', terminal = false, stdout }: Run = {}) {
  let out = '';
  let err = '';
  const collecting = new Writable({
    write(chunk, _encoding, done) {
      out += chunk;
      done();
    },
  });
  const program = new Command().exitOverride();
  const streams = {
    stdin: Readable.from([input]),
    stdout: Object.assign(stdout ?? collecting, { isTTY: terminal, columns: 60 }),
    stderr: new Writable({
      write(chunk, _encoding, done) {
        err += chunk;
        done();
      },
    }),
  };
  parseCommand(program, streams, { folder });
  await program.parseAsync(['parse', ...words], { from: 'user' });
  return { out, err, lines: out.trim().split('\n') };
}

it('writes one JSON object per line where nobody looks on', async () => {
  const file = write(
    'mixed.log',
    '{"message":"x","n":12345678901234567890}\n<34>1 - web-1 auth - - - hi\r\nhello\n',
  );
  const { lines } = await laf([file]);
  expect(lines).toHaveLength(3);
  const reports = lines.map((line) => JSON.parse(line));
  expect(reports.map(({ line, format }) => [line, format])).toEqual([
    [1, 'json'],
    [2, 'syslog-rfc5424'],
    [3, 'plain'],
  ]);
  expect(lines[0]).toContain('"metadata":{"n":12345678901234567890}');
  expect(reports[1]).toMatchObject({ file, event: { source: 'web-1', application: 'auth', message: 'hi' } });
  expect(reports[2].asked.at(-1)).toEqual({ format: 'plain', claimed: true });
});

it('reads standard input when there is no file, and for -', async () => {
  expect((await laf([], { input: 'a\nb' })).lines).toHaveLength(2);
  expect((await laf(['-'], { input: 'a\n' })).lines).toHaveLength(1);
});

it('shows people the record, what it became and why, on lines as wide as the terminal', async () => {
  const { out } = await laf([], {
    input: `<34>1 - web-1 auth - - - ${'long '.repeat(20)}\u001b[31m`,
    terminal: true,
  });
  expect(out).toContain('syslog-rfc5424  FATAL');
  expect(out).toContain('syslog-rfc5424 claimed it');
  expect(Math.max(...out.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(60);
});

it('does not let a record steer the terminal', async () => {
  const { out } = await laf([], { input: 'red \u001b[31m', terminal: true });
  expect(out).not.toContain('\u001b');
  expect(out).toContain('\\u001b[31m');
});

it('writes JSON on a terminal, too, when told', async () => {
  const { lines } = await laf(['--json'], { input: 'x', terminal: true });
  expect(JSON.parse(lines[0]!).format).toBe('plain');
});

it('reads every line with the parser that is named', async () => {
  const { lines } = await laf(['--format', 'json'], { input: '{"message":"x"}\nhello\n' });
  expect(lines.map((line) => JSON.parse(line).why)).toEqual([
    'json claimed it',
    'kept as plain: json stopped at column 1',
  ]);
});

it.each([
  [['--format', 'jsn'], '--format: no parser reads "jsn"; did you mean "json"?'],
  [['no-such-file.log'], 'no-such-file.log: there is no such file'],
  [['/'], '/: is a folder; name the files in it'],
])('refuses %j', async (words, message) => {
  await expect(laf(words)).rejects.toThrow(new UserError(message));
});

it('says which line is too long', async () => {
  const file = write('huge.log', `short\n${'x'.repeat(17 * 2 ** 20)}\n`);
  await expect(laf([file])).rejects.toThrow(`${file}: line 2 is longer than 16 MiB`);
});

it('ends quietly when nobody reads on', async () => {
  const closed = new Writable({
    write(_chunk, _encoding, done) {
      done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    },
  });
  await expect(laf([], { input: 'a\n'.repeat(1_000), stdout: closed })).resolves.toBeDefined();
});
