import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { RecordingIntake } from '../../test/support/recording-intake.js';
import { sourceContext } from '../../test/support/source-context.js';
import { lineCutters } from './multiline/options.js';
import { StreamReader } from './stdin/stream-reader.js';

const MAX_RECORD = 4096;

function open() {
  const intake = new RecordingIntake();
  const stream = new PassThrough();
  const reader = new StreamReader(stream, lineCutters('auto', MAX_RECORD)(), sourceContext(intake));
  reader.start();
  return { intake, stream, reader };
}

it('is finished once the stream has ended and its records are durable', async () => {
  const { intake, stream, reader } = open();
  intake.block();
  let finished = false;
  void reader.finished.then(() => {
    finished = true;
  });
  stream.end('one\r\n\ntwo\nunfinished');
  await expect.poll(() => stream.readableLength).toBe(0);
  expect(finished).toBe(false);
  intake.unblock();
  await expect.poll(() => finished).toBe(true);
  expect(intake.texts).toEqual(['one', 'two', 'unfinished']);
  expect(intake.records[0]).toMatchObject({ transport: 'stdin', peer: undefined });
});

it('does not read while the queue is full, so that the writer waits', async () => {
  const { intake, stream, reader } = open();
  intake.block();
  let written = 0;
  while (written < 1000 && stream.write('x'.repeat(1023).concat('\n'))) {
    written += 1;
    await new Promise(setImmediate);
  }
  expect(written).toBeLessThan(1000);
  intake.unblock();
  stream.end();
  await reader.finished;
  expect(intake.records).toHaveLength(written + 1);
});

it('takes a stream that breaks off for ended', async () => {
  const { intake, stream, reader } = open();
  stream.write('one\ntw');
  await expect.poll(() => intake.texts).toEqual(['one']);
  stream.destroy(new Error('read error'));
  await reader.finished;
  expect(intake.texts).toEqual(['one', 'tw']);
});

it('stops only once what it took is durable', async () => {
  const { intake, stream, reader } = open();
  intake.block();
  stream.write('one\ntw');
  await expect.poll(() => intake.waitingBytes).toBeGreaterThan(0);
  let stopped = false;
  const stop = reader.stop().then(() => {
    stopped = true;
  });
  await new Promise(setImmediate);
  expect(stopped).toBe(false);
  intake.unblock();
  await stop;
  expect(intake.texts).toEqual(['one', 'tw']);
});

it('joins the lines of a trace, and takes the last record when nothing more comes', async () => {
  const { intake, stream } = open();
  stream.write('ERROR failed\n\tat a.B.c(B.java:1)\nnext\n');
  await expect.poll(() => intake.texts).toEqual(['ERROR failed\n\tat a.B.c(B.java:1)', 'next']);
});
