import { isFree } from '../../../plugins/postgres/free-port.js';

/** Below the range that the kernel gives to outgoing connections: a server that is started again needs its port. */
const FIRST = 12_000;
const COUNT = 20_000;

const given = new Set<number>();

/** A TCP port of loopback that nobody has, also while its server is away. */
export async function lastingPort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
}
