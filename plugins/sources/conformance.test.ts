import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import Fastify, { type FastifyPluginAsync } from 'fastify';
import type { Intake } from '../../pipeline/intake.js';
import type { Source } from '../../pipeline/plugin.js';
import {
  conformsAsSource,
  MAX_RECORD,
  type Sender,
  type SourceTraits,
  type SourceUnderTest,
} from '../../test/conformance/sources.js';
import { sourceContext } from '../../test/support/source-context.js';
import file from './file.js';
import gelf from './gelf.js';
import http from './http.js';
import { lineCutters } from './multiline/options.js';
import { StreamReader } from './stdin/stream-reader.js';
import syslog from './syslog.js';

const lines = (records: readonly Buffer[]) =>
  Buffer.concat(records.flatMap((record) => [record, Buffer.from('\n')]));

conformsAsSource('http', {
  takesAhead: false,
  whenFull: 'are refused',
  senders: 2,
  oversize: 'is refused to the sender',
  create: async (intake) => {
    const app = Fastify();
    const context = {
      ...sourceContext(intake),
      http: { mount: (routes: FastifyPluginAsync) => void app.register(routes) },
    };
    const options = { path: '/data', max_body: 1_000_000, max_record: MAX_RECORD, commit_timeout: 1000 };
    const source = await http.create(options, context);
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    const post = async (records: readonly Buffer[]): Promise<number> => {
      const body = lines(records);
      const answer = await fetch(`${url}/data/batch`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'text/plain' },
      });
      if (!answer.ok) return records.length;
      return ((await answer.json()) as { rejected: unknown[] }).rejected.length;
    };
    return {
      source,
      sender: async () => ({ send: post, close: async () => undefined }),
      reachable: async () => (await post([Buffer.from('there?')])) === 0,
      cleanUp: () => app.close(),
    };
  },
});

function overTcp(encode: (records: readonly Buffer[]) => Buffer): SourceTraits['create'] {
  return async (intake) => {
    const source = await syslog.create(listenOptions('tcp'), sourceContext(intake));
    let port = 0;
    return {
      source,
      sender: async () => {
        port = portOf(source);
        const socket = connect(port, '127.0.0.1');
        await once(socket, 'connect');
        return {
          send: async (records) => {
            await new Promise((resolve) => socket.write(encode(records), resolve));
            return 0;
          },
          close: async () => {
            socket.end();
            if (!socket.closed) await once(socket, 'close');
          },
        };
      },
      reachable: async () => {
        port ||= portOf(source);
        const socket = connect(port, '127.0.0.1');
        const [outcome] = await Promise.race([
          once(socket, 'connect').then(() => [true]),
          new Promise<boolean[]>((resolve) => socket.once('error', () => resolve([false]))),
        ]);
        socket.destroy();
        return outcome!;
      },
    };
  };
}

function portOf(source: Source): number {
  return Number(new URL(source.addresses!()[0]!).port);
}

function listenOptions(protocol: 'tcp' | 'udp') {
  return {
    listen: [`${protocol}://127.0.0.1:0`],
    max_record: MAX_RECORD,
    multiline: 'off' as const,
    max_connections: 100,
    idle_timeout: 60_000,
  };
}

conformsAsSource('syslog (TCP, lines)', {
  takesAhead: true,
  whenFull: 'wait',
  senders: 2,
  oversize: 'is kept as refused',
  create: overTcp(lines),
});

function overUdp(definition: typeof syslog | typeof gelf): SourceTraits['create'] {
  return async (intake) => {
    const source = await definition.create(listenOptions('udp'), sourceContext(intake));
    let port = 0;
    return {
      source,
      sender: async () => {
        const socket = createSocket('udp4');
        socket.connect(portOf(source), '127.0.0.1');
        await once(socket, 'connect');
        return {
          send: async (records) => {
            for (const record of records) {
              await new Promise((resolve) => socket.send(record, resolve));
              // The receiver is in this process and has to have its turn, or the kernel drops.
              await setImmediate();
            }
            return 0;
          },
          close: async () => void socket.close(),
        };
      },
      reachable: async () => {
        port ||= portOf(source);
        const rival = createSocket('udp4');
        const taken = new Promise<boolean>((resolve) => {
          rival.once('error', () => resolve(true));
          rival.once('listening', () => resolve(false));
        });
        rival.bind(port, '127.0.0.1');
        await taken;
        rival.close();
        return taken;
      },
    };
  };
}

conformsAsSource('syslog (UDP)', {
  takesAhead: false,
  whenFull: 'are dropped',
  senders: 2,
  oversize: 'is kept as refused',
  create: overUdp(syslog),
});

conformsAsSource('gelf (UDP)', {
  takesAhead: false,
  whenFull: 'are dropped',
  senders: 2,
  oversize: 'is kept as refused',
  create: overUdp(gelf),
});

conformsAsSource('file', {
  takesAhead: false,
  whenFull: 'wait',
  senders: 2,
  oversize: 'is kept as refused',
  create: async (intake) => {
    const directory = await mkdtemp(join(tmpdir(), 'laf-file-'));
    const source = await file.create(
      {
        paths: [join(directory, '*.log')],
        from: 'beginning',
        poll_interval: 10,
        max_record: MAX_RECORD,
        multiline: 'off',
        header: false,
      },
      sourceContext(intake, directory),
    );
    let files = 0;
    const sender = async (): Promise<Sender> => {
      const path = join(directory, `${files++}.log`);
      await writeFile(path, '');
      return {
        send: async (records) => {
          await appendFile(path, lines(records));
          return 0;
        },
        close: async () => undefined,
      };
    };
    return {
      source,
      sender,
      reachable: () => isRead(intake, sender),
      cleanUp: () => rm(directory, { recursive: true }),
    };
  },
});

conformsAsSource('stdin', {
  takesAhead: false,
  whenFull: 'wait',
  senders: 1,
  oversize: 'is kept as refused',
  create: async (intake) => {
    const stream = new PassThrough();
    const reader = new StreamReader(stream, lineCutters('off', MAX_RECORD)(), sourceContext(intake));
    return {
      source: { start: async () => reader.start(), stop: () => reader.stop() },
      sender: async () => ({
        send: async (records) => {
          stream.write(lines(records));
          return 0;
        },
        close: async () => void stream.end(),
      }),
      reachable: async () => !stream.destroyed,
    } satisfies SourceUnderTest;
  },
});

/** Whether a record written now arrives within many polls. */
async function isRead(intake: Intake, sender: () => Promise<Sender>): Promise<boolean> {
  const { records } = intake as unknown as { records: unknown[] };
  const before = records.length;
  await (await sender()).send([Buffer.from('there?')]);
  for (let turn = 0; turn < 100 && records.length === before; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return records.length > before;
}
