import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { Source } from '../../../pipeline/plugin.js';
import { RecordingIntake } from '../../../test/support/recording-intake.js';
import { sourceContext } from '../../../test/support/source-context.js';
import gelf from '../gelf.js';
import syslog from '../syslog.js';

const OPTIONS = { max_record: 1024, max_connections: 100, idle_timeout: 0, multiline: 'off' as const };
const BOTH = ['tcp://127.0.0.1:0', 'udp://127.0.0.1:0'];

const intakes: RecordingIntake[] = [];
const sources: Source[] = [];
const sockets: Socket[] = [];

type Changes = Partial<Omit<typeof OPTIONS, 'multiline'>> & { listen?: string[] };

async function make(definition: typeof syslog | typeof gelf, changes: Changes = {}): Promise<Source> {
  intakes.push(new RecordingIntake());
  const options = { ...OPTIONS, listen: BOTH, ...changes };
  const source = await definition.create(options as never, sourceContext(intakes.at(-1)!));
  sources.push(source);
  return source;
}

/** Puts another source into the place of one, as a reload does. */
async function replace(old: Source, other: Source): Promise<void> {
  await other.startBeside!([old]);
  other.takeOver!();
  await old.stop(true);
}

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const source of sources.splice(0)) await source.stop();
  intakes.length = 0;
});

const portOf = (source: Source, protocol: string) =>
  Number(new URL(source.addresses!().find((address) => address.startsWith(protocol))!).port);

async function openTo(source: Source): Promise<Socket> {
  const socket = connect(portOf(source, 'tcp'), '127.0.0.1');
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

const textsOf = (place: number) => intakes[place]!.texts;
const arrived = (place: number, texts: string[]) => expect.poll(() => textsOf(place)).toEqual(texts);

describe('over TCP, who takes over', () => {
  it('goes on with lines and counted records that are half there, on the same connections', async () => {
    const old = await make(syslog);
    await old.start();
    const [lines, counted] = [await openTo(old), await openTo(old)];
    lines.write('<13>whole\n<13>ha');
    counted.write('9 <13>whole9 <13>h');
    await arrived(0, ['<13>whole', '<13>whole']);
    const other = await make(syslog);
    const addresses = old.addresses!();
    await replace(old, other);
    expect([old.addresses!(), other.addresses!()]).toEqual([[], addresses]);
    lines.write('lf\n<13>next\n');
    await arrived(1, ['<13>half', '<13>next']);
    counted.write('alf!9 <13>after');
    await expect.poll(() => textsOf(1).slice(2)).toEqual(['<13>half!', '<13>after']);
    (await openTo(other)).write('<13>new\n');
    await expect.poll(() => textsOf(1).at(-1)).toBe('<13>new');
    expect(textsOf(0)).toHaveLength(2);
  });

  it('has its own limits from the next record on, and not in the middle of one', async () => {
    const old = await make(syslog);
    await old.start();
    const [half, skipping, idle] = [await openTo(old), await openTo(old), await openTo(old)];
    half.write(`<13>${'a'.repeat(500)}`);
    skipping.write(`<13>${'b'.repeat(2000)}`);
    idle.write('<13>idle\n');
    await expect.poll(() => intakes[0]!.records.length).toBe(2);
    const other = await make(syslog, { max_record: 5000 });
    await replace(old, other);
    half.write(`${'a'.repeat(400)}\n`);
    skipping.write('the rest of what was too long\n<13>short\n');
    idle.write(`<13>${'c'.repeat(2000)}\n`);
    await expect.poll(() => intakes[1]!.records.length).toBe(3);
    expect(
      textsOf(1)
        .map((text) => `${text.slice(4, 6)} ${text.length}`)
        .sort(),
    ).toEqual(['aa 904', 'cc 2004', 'sh 9']);
  });

  it('counts connections by its own limit', async () => {
    const old = await make(syslog);
    await old.start();
    await openTo(old);
    const other = await make(syslog, { max_connections: 1 });
    await replace(old, other);
    const more = await openTo(other);
    await once(more, 'close');
  });
});

describe('over UDP, who takes over', () => {
  it('loses no datagram of those that come meanwhile, and repeats none', async () => {
    let source = await make(syslog);
    await source.start();
    const port = portOf(source, 'udp');
    const sender = createSocket('udp4');
    const send = (text: string) =>
      new Promise<void>((resolve) => sender.send(text, port, '127.0.0.1', () => resolve()));
    for (let i = 0; i < 500; i++) {
      await send(`<13>${i}`);
      if (i % 100 === 50) {
        const other = await make(syslog);
        await replace(source, other);
        source = other;
      }
    }
    const all = () => intakes.flatMap(({ texts }) => texts);
    await expect.poll(() => all().length).toBe(500);
    expect(all()).toEqual(Array.from({ length: 500 }, (_, i) => `<13>${i}`));
    await new Promise<void>((resolve) => sender.close(resolve));
  });

  it('puts GELF records together that came in part before it', async () => {
    const old = await make(gelf);
    await old.start();
    const port = portOf(old, 'udp');
    const bytes = gzipSync('{"short_message":"in two"}');
    const chunk = (number: number, part: Buffer) =>
      Buffer.concat([Buffer.from([0x1e, 0x0f, 1, 2, 3, 4, 5, 6, 7, 8, number, 2]), part]);
    const sender = createSocket('udp4');
    const send = (datagram: Buffer | string) =>
      new Promise<void>((resolve) => sender.send(datagram, port, '127.0.0.1', () => resolve()));
    await send(chunk(0, bytes.subarray(0, 10)));
    await send('{"short_message":"marks the moment"}');
    await arrived(0, ['{"short_message":"marks the moment"}']);
    await replace(old, await make(gelf));
    await send(chunk(1, bytes.subarray(10)));
    await arrived(1, ['{"short_message":"in two"}']);
    await new Promise<void>((resolve) => sender.close(resolve));
  });
});

it('opens what is new and nothing else when it comes to nothing', async () => {
  const old = await make(syslog);
  await old.start();
  const other = await make(syslog, { listen: [...BOTH, 'tcp://192.0.2.1:1'] });
  await expect(other.startBeside!([old])).rejects.toThrow('cannot listen on tcp://192.0.2.1:1');
  await other.stop();
  (await openTo(old)).write('<13>still there\n');
  await arrived(0, ['<13>still there']);
});
