import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Source } from '../../pipeline/plugin.js';
import { RecordingIntake } from '../../test/support/recording-intake.js';
import { sourceContext } from '../../test/support/source-context.js';
import { GelfChunks } from './gelf/chunks.js';
import { GelfOpener } from './gelf/datagram-opener.js';
import gelf from './gelf.js';

const MAX_RECORD = 4096;
const RECORD = '{"version":"1.1","host":"web-1","short_message":"hello"}';
const SENDER = { address: '192.0.2.1', port: 4000, family: 'IPv4' as const, size: 0 };

/** The chunks of a record, as a sender writes them. */
function chunksOf(record: Buffer, size: number, id = 'abcdefgh'): Buffer[] {
  const count = Math.ceil(record.length / size);
  return Array.from({ length: count }, (_, number) =>
    Buffer.concat([
      Buffer.from([0x1e, 0x0f]),
      Buffer.from(id, 'latin1'),
      Buffer.from([number, count]),
      record.subarray(number * size, (number + 1) * size),
    ]),
  );
}

function opener() {
  const drops: string[] = [];
  const made = new GelfOpener(MAX_RECORD, (reason) => drops.push(reason));
  const open = (datagram: Buffer, port = SENDER.port) => made.open(datagram, { ...SENDER, port })?.toString();
  return { drops, open, stop: () => made.stop() };
}

afterEach(() => {
  vi.useRealTimers();
});

describe('datagrams', () => {
  it.each([
    ['as they are', Buffer.from(RECORD)],
    ['gzip', gzipSync(RECORD)],
    ['zlib', deflateSync(RECORD)],
    ['zlib, fast', deflateSync(RECORD, { level: 1 })],
    ['text that begins like zlib', Buffer.from('xyz')],
  ])('%s', (_name, datagram) => {
    const { open, drops } = opener();
    expect(open(datagram)).toBe(datagram.toString().startsWith('xyz') ? 'xyz' : RECORD);
    expect(drops).toEqual([]);
  });

  it('puts chunks together in any order, twice or not, each sender for itself', () => {
    const { open, drops, stop } = opener();
    const [first, second, ...others] = chunksOf(gzipSync(RECORD), 10);
    const rest = others.reverse();
    expect(open(second!)).toBeUndefined();
    expect(open(second!)).toBeUndefined();
    expect(open(first!, 4001)).toBeUndefined();
    for (const chunk of rest) expect(open(chunk)).toBeUndefined();
    expect(open(first!)).toBe(RECORD);
    stop();
    expect(drops).toEqual(['GELF record without all its chunks']);
  });

  it('counts what is broken', () => {
    const { open, drops } = opener();
    const [chunk] = chunksOf(Buffer.from(RECORD), 10);
    for (const [number, count] of [
      [0, 0],
      [2, 2],
      [0, 129],
    ]) {
      const broken = Buffer.from(chunk!);
      broken[10] = number!;
      broken[11] = count!;
      expect(open(broken)).toBeUndefined();
    }
    expect(open(chunk!.subarray(0, 12))).toBeUndefined();
    expect(open(chunk!.subarray(0, 5))).toBeUndefined();
    expect(open(gzipSync(RECORD).subarray(0, 20))).toBeUndefined();
    expect(drops).toEqual([
      ...new Array<string>(5).fill('GELF chunk with a broken header'),
      'GELF record cannot be inflated',
    ]);
  });

  it('does not inflate a bomb', () => {
    const { open, drops } = opener();
    expect(open(gzipSync(Buffer.alloc(50 * 1024 * 1024)))).toBeUndefined();
    expect(open(deflateSync(Buffer.alloc(MAX_RECORD + 1)))).toBeUndefined();
    expect(open(deflateSync(Buffer.alloc(MAX_RECORD, 'x')))).toHaveLength(MAX_RECORD);
    expect(drops).toEqual(new Array<string>(2).fill('GELF record inflates to more than max_record'));
  });

  it('forgets after five seconds', () => {
    vi.useFakeTimers();
    const { open, drops, stop } = opener();
    const [first, second] = chunksOf(Buffer.from(RECORD), 40);
    open(first!);
    vi.advanceTimersByTime(3_000);
    open(chunksOf(Buffer.from(RECORD), 40, 'another1')[0]!);
    vi.advanceTimersByTime(2_500);
    expect(drops).toHaveLength(1);
    expect(open(second!)).toBeUndefined();
    vi.advanceTimersByTime(10_000);
    expect(drops).toHaveLength(3);
    expect(vi.getTimerCount()).toBe(0);
    stop();
  });

  it('holds no more than it may', () => {
    const { open, drops, stop } = opener();
    for (let i = 0; i < 3_000; i++) {
      open(chunksOf(Buffer.from(RECORD), 40, String(i).padStart(8))[0]!);
    }
    expect(drops).toEqual(new Array<string>(3_000 - 1_024).fill('too many unfinished GELF records'));
    for (const chunk of chunksOf(Buffer.alloc(20_000, 'x'), 1_000, 'largest1').slice(0, 8)) open(chunk);
    expect(drops.filter((reason) => reason.includes('max_record'))).toHaveLength(1);
    stop();
  });
});

it('holds at most 32 MiB of unfinished records, and nothing of those that are whole', () => {
  const drops: string[] = [];
  const chunks = new GelfChunks(64 * 1024 * 1024, (reason) => drops.push(reason));
  const big = Buffer.alloc(2 * 1024 * 1024, 'x');
  const halves = (id: number) => chunksOf(big, 1024 * 1024, String(id).padStart(8));
  for (let id = 0; id < 100; id++) {
    for (const half of halves(id)) chunks.add(half, 'a');
  }
  expect(drops).toEqual([]);
  for (let id = 0; id < 40; id++) chunks.add(halves(id)[0]!, 'a');
  expect(drops).toEqual(new Array<string>(8).fill('too many unfinished GELF records'));
  chunks.stop();
  expect(drops).toHaveLength(40);
});

it('listens over UDP and TCP', async () => {
  const intake = new RecordingIntake();
  const source: Source = await gelf.create(
    {
      listen: ['udp://127.0.0.1:0', 'tcp://127.0.0.1:0'],
      max_record: MAX_RECORD,
      max_connections: 10,
      idle_timeout: 0,
    },
    sourceContext(intake),
  );
  await source.start();
  const [udpPort, tcpPort] = source.addresses!().map((address) => Number(new URL(address).port));
  const udp = createSocket('udp4');
  for (const datagram of [...chunksOf(gzipSync(RECORD), 20), Buffer.from(RECORD)]) {
    await new Promise((resolve) => udp.send(datagram, udpPort!, '127.0.0.1', resolve));
  }
  const tcp = connect(tcpPort!, '127.0.0.1');
  await once(tcp, 'connect');
  tcp.write(`${RECORD}\0${RECORD.replace('hello', 'two\\nlines')}\0`);
  await expect.poll(() => intake.records.length, { timeout: 10_000 }).toBe(4);
  expect(intake.texts.filter((text) => text === RECORD)).toHaveLength(3);
  tcp.destroy();
  udp.close();
  await source.stop();
});
