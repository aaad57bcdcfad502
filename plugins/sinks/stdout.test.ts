import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { EnvironmentError } from '../../pipeline/errors.js';
import type { EventRecord } from '../../pipeline/event.js';
import { batchOf, describeSink } from '../../test/conformance/sinks.js';
import { StdoutSink } from './stdout.js';
import type { LineFormat } from './support/event-lines.js';

/** Keeps what was written, and takes its time over it. */
class SlowScreen extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    setImmediate(() => {
      this.text += chunk.toString();
      done();
    });
  }
}

let screen: SlowScreen;

describeSink('stdout', {
  async create() {
    screen = new SlowScreen();
    return new StdoutSink(screen, 'ndjson');
  },
  async read() {
    return screen.text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as EventRecord);
  },
  async dispose() {},
});

async function shown(format: LineFormat, record: string): Promise<string> {
  const screen = new SlowScreen();
  const batch = batchOf([record]);
  batch.events[0]!.timestamp = '2025-11-11T10:20:30.5Z';
  batch.events[0]!.level = 'WARN';
  batch.events[0]!.application = 'shop';
  await new StdoutSink(screen, format).write(batch);
  return screen.text;
}

test('text has time, level, source, application and message', async () => {
  expect(await shown('text', 'stock is low')).toBe(
    '2025-11-11T10:20:30.500000Z WARN  192.0.2.1 shop: stock is low\n',
  );
});

test('text can neither fake a line nor command the terminal', async () => {
  expect(await shown('text', 'a\nb\tc\x1b[2J\x9b')).toMatch(/ shop: a\\nb\\tc\\u001b\[2J\\u009b\n$/);
});

test('raw is the record as it arrived', async () => {
  expect(await shown('raw', '<13>zwölf \x1b')).toBe('<13>zwölf \x1b\n');
});

test('a reader that has gone ends it with a clear message', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'laf-stdout-'));
  const server = createServer((socket) => socket.destroy()).listen(join(folder, 'socket'));
  await once(server, 'listening');
  const pipe: Socket = connect(join(folder, 'socket'));
  await once(pipe, 'connect');
  const sink = new StdoutSink(pipe, 'ndjson');
  await sink.start();
  const writing = (async () => {
    for (;;) await sink.write(batchOf(['x'.repeat(1_000)]));
  })();
  await expect(writing).rejects.toThrow(EnvironmentError);
  await expect(writing).rejects.toThrow('standard output was closed by its reader');
  await sink.stop();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});
