/** Where something listens: `udp://127.0.0.1:5514`. Everything that is not UDP shares the ports of TCP. */
export interface Address {
  readonly protocol: 'udp' | 'tcp';
  readonly host: string;
  readonly port: number;
}

const ADDRESS = /^([a-z][a-z0-9+.-]*):\/\/(?:\[([0-9a-fA-F:.]+)\]|([^:/@?#[\]\s]+)):(\d{1,5})\/?$/;

/** What an address looks like, to complete "must be …". */
export const ADDRESS_ALLOWED = 'an address like udp://127.0.0.1:5514 or tcp://0.0.0.0:601';

/** Undefined for text that is no address with a protocol, a host and a port from 0 to 65535. */
export function parseAddress(text: string): Address | undefined {
  const match = ADDRESS.exec(text);
  const port = Number(match?.[4]);
  if (match === null || port > 65535) return undefined;
  return { protocol: match[1] === 'udp' ? 'udp' : 'tcp', host: (match[2] ?? match[3]!).toLowerCase(), port };
}

/** Whether two cannot listen at once. Port 0 is any free one. */
export function clash(one: Address, other: Address): boolean {
  if (one.protocol !== other.protocol || one.port !== other.port || one.port === 0) return false;
  const hosts = [hostOf(one), hostOf(other)];
  return hosts[0] === hosts[1] || hosts.includes(ANY_HOST);
}

const ANY_HOST = '*';

function hostOf({ host }: Address): string {
  if (host === '0.0.0.0' || host === '::') return ANY_HOST;
  return host === 'localhost' ? '127.0.0.1' : host;
}
