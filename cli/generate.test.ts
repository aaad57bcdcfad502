import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { EnvironmentError, UserError } from '../pipeline/errors.js';
import { generateCommand } from './generate.js';

/** Runs the built command alone, in a process of its own. */
const SCRIPT = `
  import { Command } from 'commander';
  import { generateCommand } from './dist/cli/generate.js';
  const program = new Command();
  generateCommand(program);
  await program.parseAsync();
`;
const NODE_ARGUMENTS = ['--input-type=module', '--eval', SCRIPT, 'generate'];

let folder: string;
let errors: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'laf-generate-'));
  errors = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    errors += chunk;
    return true;
  });
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

async function generate(...words: string[]): Promise<void> {
  const program = new Command().exitOverride();
  generateCommand(program);
  program.commands[0]!.exitOverride();
  await program.parseAsync(['generate', ...words], { from: 'user' });
}

async function linesOf(...words: string[]): Promise<string[]> {
  const path = join(folder, `${Math.random()}.log`);
  await generate(...words, '--to', pathToFileURL(path).href);
  return (await readFile(path, 'utf8')).split('\n').slice(0, -1);
}

test('a seed and a start repeat the same lines', async () => {
  const words = ['--count', '2500', '--seed', '7', '--start', '2025-11-11T00:00:00Z'];
  const lines = await linesOf(...words);
  expect(lines).toHaveLength(2_500);
  expect(lines[0]).toContain('"2025-11-11T00:00:00.000Z"');
  expect(await linesOf(...words)).toEqual(lines);
});

test('without a start, a number of lines ends about now', async () => {
  const before = Date.now();
  const lines = await linesOf('--format', 'json', '--count', '1000');
  const last = Date.parse(JSON.parse(lines.at(-1)!).timestamp);
  expect(Math.abs(last - before)).toBeLessThan(5_000);
});

test('at a rate, lines have the time at which they are made', async () => {
  const before = Date.now();
  const lines = await linesOf('--format', 'json', '--count', '20', '--rate', '1000');
  for (const line of lines) {
    const time = Date.parse(JSON.parse(line).timestamp);
    expect(time).toBeGreaterThanOrEqual(before);
    expect(time).toBeLessThanOrEqual(Date.now());
  }
});

test('ends with a summary', async () => {
  await linesOf('--count', '1500');
  expect(errors).toMatch(/^sent 1,500 lines in \d+\.\d\d s, [\d,]+ lines\/s\n$/);
});

describe('what is wrong is named with what is allowed', () => {
  test.each([
    [['--format', 'xml'], /'xml' is invalid. There is no such format. laf generate --list names all/],
    [['--format', 'haproxy-htp'], /Did you mean "haproxy-http"\?/],
    [['--rate', 'fast'], /'fast' is invalid. It must be a number of lines a second above 0/],
    [['--rate', '0'], /'0' is invalid/],
    [['--count', '0'], /'0' is invalid. It must be a whole number, 1 or more/],
    [['--count', '1.5'], /'1.5' is invalid/],
    [['--seed', '-1'], /'-1' is invalid. It must be a whole number from 0 to 4294967295/],
    [['--start', 'noon'], /'noon' is invalid. It must be a time such as 2025-11-11T10:20:30Z/],
  ])('%j', async (words, message) => {
    await expect(generate(...words)).rejects.toThrow(message);
  });

  test.each([
    ['ftp://host', /--to ftp:\/\/host: must be http:\/\/host:port, .*, udp:\/\/host:port or file:\/\/\/path/],
    ['nonsense', /--to nonsense: must be http/],
    ['tcp://127.0.0.1', /names no port/],
    ['tcp://127.0.0.1:5514?framing=crlf', /framing "crlf" must be one of lf, nul, octet/],
    ['file://elsewhere/x.log', /must be file:\/\/\/path/],
  ])('--to %s', async (to, message) => {
    const run = generate('--count', '1', '--to', to);
    await expect(run).rejects.toThrow(UserError);
    await expect(run).rejects.toThrow(message);
  });
});

test('records of several lines go only where they stay whole', async () => {
  for (const to of ['http://127.0.0.1:1', 'tcp://127.0.0.1:1']) {
    const run = generate('--count', '1', '--format', 'mysql-slow', '--to', to);
    await expect(run).rejects.toThrow(UserError);
    await expect(run).rejects.toThrow(
      /records of several lines, and .* takes each line for one; use .*framing=octet/,
    );
  }
  const lines = await linesOf('--count', '3', '--format', 'mysql-slow');
  expect(lines.filter((line) => line.startsWith('# Time: '))).toHaveLength(3);
  expect(lines).toHaveLength(15);
});

test('--list names every format', async () => {
  let listed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    listed += chunk;
    return true;
  });
  await generate('--list');
  expect(listed).toMatch(/^mixed {2,}the reference workload/);
  expect(listed).toMatch(/^mysql-slow {2,}slow query log of MySQL/m);
});

test('a target that is away is the fault of the environment', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  await expect(generate('--count', '1', '--to', `http://127.0.0.1:${port}`)).rejects.toThrow(
    EnvironmentError,
  );
});

describe('in a process', () => {
  test('a reader that has had enough ends it without a fault', async () => {
    const command = `node --input-type=module --eval "$0" generate --format plain | head -n 3; echo \${PIPESTATUS[0]}`;
    const { stdout } = await promisify(execFile)('bash', ['-c', command, SCRIPT]);
    expect(stdout.split('\n')).toHaveLength(5);
    expect(stdout).toMatch(/\n0\n$/);
  });

  test('Ctrl-C ends it with whole lines and a summary', async () => {
    const child = spawn(process.execPath, [...NODE_ARGUMENTS, '--format', 'json', '--rate', '2000']);
    const output = text(child.stdout);
    const messages = text(child.stderr);
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
    const lines = (await output).split('\n');
    expect(lines.pop()).toBe('');
    for (const line of lines) JSON.parse(line);
    expect(await messages).toMatch(/^sent [\d,]+ lines in /);
  });
});
