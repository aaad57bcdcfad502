import {
  Duration,
  defineSource,
  Size,
  type Source,
  type SourceContext,
  Type,
} from '../../pipeline/plugin.js';
import { LISTEN_PATTERN, parseListenAddress } from './syslog/address.js';
import { TcpListener } from './syslog/tcp-listener.js';
import { UdpListener } from './syslog/udp-listener.js';

const options = Type.Object({
  listen: Type.Array(Type.String({ pattern: LISTEN_PATTERN }), {
    description: 'Addresses to listen on: udp://HOST:PORT or tcp://HOST:PORT, an IPv6 host in brackets.',
    default: ['udp://127.0.0.1:5514', 'tcp://127.0.0.1:5514'],
    minItems: 1,
    uniqueItems: true,
    listen: true,
  }),
  max_record: Size({
    description: 'The largest record; a larger one becomes a dead letter with its first 64 KiB.',
    default: '1MiB',
    minimum: 1024,
    maximum: 64 * 1024 * 1024,
  }),
  max_connections: Type.Integer({
    description: 'TCP connections at once; more are closed at once.',
    default: 10_000,
    minimum: 1,
  }),
  idle_timeout: Duration({
    description: 'A TCP connection over which nothing came for so long is closed; 0s keeps it for ever.',
    default: '24h',
    maximum: 24 * 24 * 3_600_000,
  }),
});

export default defineSource({
  kind: 'source',
  name: 'syslog',
  summary: 'Syslog over UDP and TCP; LF, NUL and octet counting are told apart per connection.',
  options,
  example: 'syslog: { type: syslog, listen: ["udp://0.0.0.0:514", "tcp://[::]:601"], max_record: 64KiB }',
  create: (options, context) => new SyslogSource(options, context),
});

interface SyslogOptions {
  listen: string[];
  max_record: number;
  max_connections: number;
  idle_timeout: number;
}

class SyslogSource implements Source {
  readonly #listeners: (UdpListener | TcpListener)[];
  #open: (UdpListener | TcpListener)[] = [];

  constructor(options: SyslogOptions, context: SourceContext) {
    const limits = {
      maxRecord: options.max_record,
      maxConnections: options.max_connections,
      idleTimeoutMillis: options.idle_timeout,
    };
    this.#listeners = options.listen
      .map(parseListenAddress)
      .map((address) =>
        address.protocol === 'udp'
          ? new UdpListener(address, options.max_record, context)
          : new TcpListener(address, limits, context),
      );
  }

  async start(): Promise<void> {
    try {
      for (const listener of this.#listeners) {
        await listener.start();
        this.#open.push(listener);
      }
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    const open = this.#open;
    this.#open = [];
    await Promise.all(open.map((listener) => listener.stop()));
  }

  addresses(): string[] {
    return this.#open.map((listener) => listener.url);
  }
}
