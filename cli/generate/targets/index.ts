import { fileURLToPath } from 'node:url';
import { messageOf, UserError } from '../../../pipeline/errors.js';
import type { Target } from '../target.js';
import { type HttpOptions, HttpTarget } from './http.js';
import { FRAMINGS, type Framing, fileTarget, stdoutTarget, tcpTarget } from './stream.js';
import { UdpTarget } from './udp.js';

const ALLOWED =
  'http://host:port, https://host, tcp://host:port[?framing=lf|nul|octet], udp://host:port or file:///path';

/**
 * The target that `--to` names; standard output without it.
 *
 * @throws UserError when it is none.
 */
export function targetOf(to: string | undefined, http: HttpOptions): Target {
  if (to === undefined) return stdoutTarget();
  const url = URL.canParse(to) ? new URL(to) : undefined;
  switch (url?.protocol) {
    case 'http:':
    case 'https:':
      return new HttpTarget(url, http);
    case 'tcp:':
      return tcpTarget(hostOf(url), portOf(url), framingOf(url));
    case 'udp:':
      return new UdpTarget(hostOf(url), portOf(url));
    case 'file:':
      return fileTarget(pathOf(url));
    default:
      throw new UserError(`--to ${to}: must be ${ALLOWED}`);
  }
}

function hostOf(url: URL): string {
  if (url.hostname === '') throw new UserError(`--to ${url.href}: names no host; must be ${ALLOWED}`);
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

function portOf(url: URL): number {
  const port = Number(url.port);
  if (port < 1) throw new UserError(`--to ${url.href}: names no port; must be ${ALLOWED}`);
  return port;
}

function framingOf(url: URL): Framing {
  const asked = url.searchParams.get('framing') ?? 'lf';
  const framing = FRAMINGS.find((known) => known === asked);
  if (framing === undefined) {
    throw new UserError(`--to ${url.href}: framing "${asked}" must be one of ${FRAMINGS.join(', ')}`);
  }
  return framing;
}

function pathOf(url: URL): string {
  try {
    return fileURLToPath(url);
  } catch (error) {
    throw new UserError(`--to ${url.href}: ${messageOf(error)}; must be file:///path`);
  }
}
