import { PassThrough } from 'node:stream';
import { Command } from 'commander';
import { beforeEach, describe, expect, it } from 'vitest';
import type { KeptLetter, LetterConditions } from '../pipeline/dead-letters.js';
import { EnvironmentError, UserError } from '../pipeline/errors.js';
import { testServer } from '../test/support/http-server.js';
import { deadLettersCommand } from './dead-letters.js';

const letterOf = (n: number): KeptLetter => ({
  key: `0190aaaa-0000-7000-8000-000000000000.${n}.parse`,
  eventId: String(n),
  receivedAtMicros: 1_762_856_430_000_000,
  source: 'in',
  stage: 'parse',
  reason: 'parse: \u001b[31mdoes not match',
  sqlState: null,
  column: null,
  tries: 2,
  refusedAtMicros: 1_762_856_431_000_000,
  replaying: n === 0,
  size: 12,
  raw: Buffer.from('one\ntwo\u001b[2J'),
});

describe('laf dead-letters', () => {
  const LETTERS = Array.from({ length: 1200 }, (_, n) => letterOf(n));
  let url: string;
  let asked: [string, LetterConditions][];

  beforeEach(async () => {
    asked = [];
    const server = testServer({
      apiTokens: ['secret'],
      deadLetters: {
        list: async ({ limit, cursor = '0', ...conditions }) => {
          asked.push(['list', conditions]);
          const end = Number(cursor) + limit;
          return {
            letters: LETTERS.slice(Number(cursor), end),
            nextCursor: end < LETTERS.length ? String(end) : null,
          };
        },
        get: async (key) => LETTERS.find((letter) => letter.key === key),
        drop: async (conditions) => {
          asked.push(['drop', conditions]);
          return 3;
        },
        replay: async (conditions) => {
          asked.push(['replay', conditions]);
          return { replayed: 1, unreplayable: 2 };
        },
      },
    });
    ({ url } = await server.listen());
  });

  /** Runs the command; `typed` is what a person at a terminal answers. */
  async function run(args: readonly string[], typed?: string) {
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    const [out, err] = [stdout, stderr].map((stream) => {
      let text = '';
      stream.on('data', (part) => {
        text += part;
      });
      return () => text;
    });
    if (typed !== undefined) {
      for (const stream of [stdin, stdout]) Object.assign(stream, { isTTY: true, columns: 140 });
      stdin.end(typed);
    }
    const program = new Command('laf').exitOverride().configureOutput({ writeErr: () => {} });
    const variables = { API_TOKENS: 'secret', PORT: new URL(url).port };
    deadLettersCommand(program, { stdin, stdout, stderr }, { folder: '/nonexistent', variables });
    await program.parseAsync(['dead-letters', ...args], { from: 'user' });
    return { out: out!(), err: err!() };
  }

  it('lists JSON lines through as many pages as it takes, at the server of the environment', async () => {
    const { out } = await run(['list', '--limit', '1100', '--stage', 'parse']);
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { key: string });
    expect(lines.map(({ key }) => key)).toEqual(LETTERS.slice(0, 1100).map(({ key }) => key));
    expect(asked).toEqual([
      ['list', { stage: 'parse' }],
      ['list', { stage: 'parse' }],
    ]);
  });

  it('lists a table on a terminal, whose control characters do not reach it', async () => {
    const { out, err } = await run(['list', '--limit', '2'], '');
    expect(out).toBe(
      [
        'refused (UTC)        stage         source        tries  reason                              key\n',
        `2025-11-11 10:20:31  parse         in            2      (under way) parse: \\u001b[31mdoes…  ${LETTERS[0]!.key}\n`,
        `2025-11-11 10:20:31  parse         in            2      parse: \\u001b[31mdoes not match     ${LETTERS[1]!.key}\n`,
      ].join(''),
    );
    expect(err).toBe('2 dead letters shown\n');
  });

  it('shows one with its whole record', async () => {
    const { out } = await run(['show', LETTERS[7]!.key], '');
    expect(out).toContain('\ntries        2\n');
    expect(out).toContain('\nrecord\none\ntwo\\u001b[2J\n');
    await expect(run(['show', 'x'])).rejects.toThrow(new UserError('there is no dead letter with the key x'));
  });

  it('replays by keys, conditions or --all, and says what cannot go', async () => {
    const { out, err } = await run(['replay', LETTERS[1]!.key, LETTERS[2]!.key]);
    expect(out).toBe('1 dead letter on the way again\n');
    expect(err).toContain('2 dead letters cannot go again');
    await run(['replay', '--reason', 'match', '--source', 'in']);
    await run(['replay', '--all']);
    expect(asked.map(([, conditions]) => conditions)).toEqual([
      { keys: [LETTERS[1]!.key, LETTERS[2]!.key] },
      { reason: 'match', source: 'in' },
      {},
    ]);
    const before = Date.now();
    await run(['replay', '--since', '1h']);
    const since = asked.at(-1)![1].fromMicros! / 1000 + 3_600_000;
    expect(since).toBeGreaterThanOrEqual(before);
    expect(since).toBeLessThanOrEqual(Date.now());
    await expect(run(['replay'])).rejects.toThrow('say which');
    await expect(run(['replay', '--all', '--stage', 'x'])).rejects.toThrow('--all stands alone');
  });

  it('drops after a yes or with --yes, and not otherwise', async () => {
    expect(await run(['drop', '--stage', 'parse'], 'n\n')).toMatchObject({ out: 'nothing was deleted\n' });
    await expect(run(['drop', '--all'])).rejects.toThrow('there is no terminal to ask on: say --yes');
    expect(asked).toEqual([]);
    const { out, err } = await run(['drop', '--stage', 'parse'], 'y\n');
    expect(err).toContain('Delete the dead letters with stage parse for good? [y/N]');
    expect(out).toBe('3 dead letters deleted\n');
    await run(['drop', '--all', '--yes']);
    expect(asked).toEqual([
      ['drop', { stage: 'parse' }],
      ['drop', {}],
    ]);
  });

  it('tells wrong input from a server that is away', async () => {
    await expect(run(['list', '--token', 'wrong'])).rejects.toBeInstanceOf(UserError);
    await expect(run(['list', '--since', 'yesterday'])).rejects.toBeInstanceOf(UserError);
    await expect(run(['list', '--url', 'ftp://x'])).rejects.toBeInstanceOf(UserError);
    const closed = testServer();
    const { url: left } = await closed.listen();
    await closed.close();
    const away = run(['list', '--url', left]);
    await expect(away).rejects.toBeInstanceOf(EnvironmentError);
    await expect(away).rejects.toThrow(`cannot reach the server at ${left}/: connect ECONNREFUSED`);
  });
});
