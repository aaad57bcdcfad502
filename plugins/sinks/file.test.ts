import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pino from 'pino';
import type { Static } from 'typebox';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { EnvironmentError, RetryableError } from '../../pipeline/errors.js';
import type { EventRecord } from '../../pipeline/event.js';
import type { Sink, SinkContext } from '../../pipeline/plugin.js';
import { batchOf, describeSink } from '../../test/conformance/sinks.js';
import definition from './file.js';
import { AppendFile } from './support/append-file.js';

type Options = Static<typeof definition.options>;

let folder: string;

const context = { name: 'archive', logger: pino({ level: 'silent' }), dataDir: '' } as unknown as SinkContext;

async function makeFolder(): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'laf-file-'));
}

async function fileSink(file: string, options: Partial<Options> = {}): Promise<Sink> {
  const path = join(folder, file);
  return (await definition.create(
    { path, format: 'raw', fsync: true, keep: 5, ...options },
    context,
  )) as Sink;
}

async function contents(file: string): Promise<string> {
  return readFile(join(folder, file), 'utf8');
}

describeSink('file', {
  async create() {
    await makeFolder();
    return fileSink('deep/down/app.ndjson', { format: 'ndjson' });
  },
  async read() {
    const text = await contents('deep/down/app.ndjson');
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as EventRecord);
  },
  dispose: () => rm(folder, { recursive: true }),
});

describe('file', () => {
  let sink: Sink;

  beforeEach(makeFolder);

  afterEach(async () => {
    vi.restoreAllMocks();
    await sink.stop!();
    await rm(folder, { recursive: true });
  });

  test('appends to what is there', async () => {
    await writeFile(join(folder, 'app.log'), 'before\n');
    sink = await fileSink('app.log');
    await sink.start!();
    await sink.write(batchOf(['after']));
    expect(await contents('app.log')).toBe('before\nafter\n');
  });

  test('begins a line of its own after half a line', async () => {
    await writeFile(join(folder, 'app.log'), 'hal');
    sink = await fileSink('app.log');
    await sink.start!();
    await sink.write(batchOf(['whole']));
    expect(await contents('app.log')).toBe('hal\nwhole\n');
  });

  test('keeps batches whole and in order when several are written at once', async () => {
    sink = await fileSink('app.log');
    await sink.start!();
    const batches = Array.from({ length: 20 }, (_, index) => batchOf([`${index} begins`, `${index} ends`]));
    await Promise.all(batches.map((batch) => sink.write(batch)));
    const expected = batches.flatMap(({ events }) => events.map(({ raw }) => `${raw}\n`)).join('');
    expect(await contents('app.log')).toBe(expected);
  });

  test.each([true, false])('with fsync %s', async (fsync) => {
    const append = vi.spyOn(AppendFile.prototype, 'append');
    sink = await fileSink('app.log', { fsync });
    await sink.start!();
    await sink.write(batchOf(['record']));
    expect(append.mock.calls.map(([, sync]) => sync)).toEqual([fsync]);
  });

  test('{date} is the day of writing in UTC, and changes with it', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2025, 10, 11, 23, 59, 59) });
    sink = await fileSink('app-{date}.log');
    await sink.start!();
    await sink.write(batchOf(['late']));
    vi.setSystemTime(Date.UTC(2025, 10, 12));
    await sink.write(batchOf(['early']));
    vi.useRealTimers();
    expect(await contents('app-2025-11-11.log')).toBe('late\n');
    expect(await contents('app-2025-11-12.log')).toBe('early\n');
  });

  test('begins a new file before one grows past max_bytes, and keeps as many as told', async () => {
    sink = await fileSink('app.log', { max_bytes: 1024, keep: 2 });
    await sink.start!();
    for (const letter of 'abcdefg') await sink.write(batchOf([letter.repeat(499)]));
    const files = (await readdir(folder)).sort();
    expect(files).toEqual(['app.log', 'app.log.1', 'app.log.2']);
    const firsts = await Promise.all(files.map(contents));
    expect(firsts.map((text) => text.replaceAll(/(.)\1+/g, '$1'))).toEqual(['g\n', 'e\nf\n', 'c\nd\n']);
  });

  test('a file that was moved away is followed by a new one', async () => {
    sink = await fileSink('app.log');
    await sink.start!();
    await sink.write(batchOf(['one']));
    await rename(join(folder, 'app.log'), join(folder, 'moved.log'));
    await sink.write(batchOf(['two']));
    expect(await contents('moved.log')).toBe('one\n');
    expect(await contents('app.log')).toBe('two\n');
  });

  test('a path that cannot be a file is the fault of the environment at the start', async () => {
    await writeFile(join(folder, 'plain'), '');
    sink = await fileSink('plain/app.log');
    await expect(sink.start!()).rejects.toThrow(EnvironmentError);
  });

  test('a folder that is taken away may come back', async () => {
    sink = await fileSink('sub/app.log');
    await sink.start!();
    await rm(join(folder, 'sub'), { recursive: true });
    await writeFile(join(folder, 'sub'), 'in the way');
    await expect(sink.write(batchOf(['one']))).rejects.toThrow(RetryableError);
    await rm(join(folder, 'sub'));
    await sink.write(batchOf(['one']));
    expect(await contents('sub/app.log')).toBe('one\n');
  });

  test.skipIf(process.platform !== 'linux')('a disk that is full can be tried again', async () => {
    const options: Options = { path: '/dev/full', format: 'raw', fsync: false, keep: 5 };
    sink = (await definition.create(options, context)) as Sink;
    await expect(sink.write(batchOf(['one']))).rejects.toThrow(RetryableError);
    await expect(sink.write(batchOf(['one']))).rejects.toThrow(/ENOSPC/);
  });
});

/** Runs the built AppendFile under a limit on the size of files, which lets a write end half way (EFBIG). */
const SCRIPT = `
  import { AppendFile } from './dist/plugins/sinks/support/append-file.js';
  const file = await AppendFile.open(process.env.FILE_PATH);
  await file.append(Buffer.from('whole\\n'), true);
  await file.append(Buffer.alloc(20_000, 'x'), true).catch(({ code }) => console.log(code));
`;

test('a piece that could not be written to its end leaves nothing behind', async () => {
  await makeFolder();
  const path = join(folder, 'app.log');
  const command = 'ulimit -f 8; node --input-type=module --eval "$0"';
  const env = { ...process.env, FILE_PATH: path };
  const { stdout } = await promisify(execFile)('bash', ['-c', command, SCRIPT], { env });
  expect(stdout).toBe('EFBIG\n');
  expect(await readFile(path, 'utf8')).toBe('whole\n');
  await rm(folder, { recursive: true });
});
