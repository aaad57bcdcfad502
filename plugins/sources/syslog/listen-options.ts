import { Duration, Size, type SourceContext, Type } from '../../../pipeline/plugin.js';
import type { MakeLineCutter } from '../multiline/options.js';
import { Listeners } from '../net/listeners.js';
import { LISTEN_PATTERN, parseListenAddress } from './address.js';
import { TcpListener } from './tcp-listener.js';
import { type DatagramOpener, UdpListener } from './udp-listener.js';

/** What can be said to a source that listens for records over UDP and TCP. @param addresses those it has unless told */
export function listenOptions(addresses: string[]) {
  return {
    listen: Type.Array(Type.String({ pattern: LISTEN_PATTERN }), {
      description: 'Addresses to listen on: udp://HOST:PORT or tcp://HOST:PORT, an IPv6 host in brackets.',
      default: addresses,
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
  };
}

interface ListenOptions {
  listen: string[];
  max_record: number;
  max_connections: number;
  idle_timeout: number;
}

interface Framing {
  /** For the datagrams of one address, where they are not records themselves. */
  readonly makeOpener?: () => DatagramOpener;
  /** For records over TCP that end with LF; absent: each line is one. */
  readonly makeLineCutter?: MakeLineCutter;
}

export function listenersOf(
  options: ListenOptions,
  context: SourceContext,
  { makeOpener, makeLineCutter }: Framing = {},
): Listeners {
  const limits = {
    maxRecord: options.max_record,
    maxConnections: options.max_connections,
    idleTimeoutMillis: options.idle_timeout,
    ...(makeLineCutter === undefined ? {} : { makeLineCutter }),
  };
  return new Listeners(
    options.listen
      .map(parseListenAddress)
      .map((address) =>
        address.protocol === 'udp'
          ? new UdpListener(address, options.max_record, context, makeOpener?.())
          : new TcpListener(address, limits, context),
      ),
  );
}
