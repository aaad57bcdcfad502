import { isIPv6 } from 'node:net';
import { UserError } from '../../../pipeline/errors.js';

export interface ListenAddress {
  protocol: 'udp' | 'tcp';
  host: string;
  port: number;
}

/** What `listen` takes, for the schema; {@link parseListenAddress} checks the rest. */
export const LISTEN_PATTERN = '^(udp|tcp)://(\\[[0-9a-fA-F:.]+\\]|[^\\[\\]:/]+):[0-9]{1,5}$';
const LISTEN = new RegExp(LISTEN_PATTERN);

/** @throws UserError with the text and what is allowed. */
export function parseListenAddress(text: string): ListenAddress {
  const allowed = 'udp://HOST:PORT or tcp://HOST:PORT, an IPv6 host in brackets: tcp://[::1]:5514';
  if (!LISTEN.test(text)) throw new UserError(`"${text}" is no address to listen on; allowed is ${allowed}`);
  const protocol = text.slice(0, 3) as ListenAddress['protocol'];
  const colon = text.lastIndexOf(':');
  const host = text.slice('tcp://'.length, colon).replace(/^\[|\]$/g, '');
  const port = Number(text.slice(colon + 1));
  if (port > 65_535) throw new UserError(`"${text}" has port ${port}; a port is 0 to 65535`);
  if (host.includes(':') && !isIPv6(host)) {
    throw new UserError(`"${text}" has host "${host}", which is no IPv6 address; allowed is ${allowed}`);
  }
  return { protocol, host, port };
}

export function formatListenAddress({ protocol, host, port }: ListenAddress): string {
  return `${protocol}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
