import type { Random } from '../../../bench/fuzz/random.js';

/** One of so many is refused by PostgreSQL and has to be a dead letter. */
const BAD_EVERY = 3001;
/** A number that JSON allows and JSONB cannot hold (SQLSTATE 22003). */
const BAD = ',"huge":1e200000';

/** The lanes that records come by; each counts its numbers from 0. */
export type Lane = 'http' | 'tcp' | 'udp';

/** A record as a JSON object whose message names lane and number: `chaos http 17`. */
export function recordOf(lane: Lane, number: number): string {
  const bad = number % BAD_EVERY === 1000 ? BAD : '';
  const level = number % 7 === 0 ? 'error' : 'info';
  return (
    `{"message":"chaos ${lane} ${number}","level":"${level}","source":"host${number % 5}",` +
    `"application":"chaos","request":"${(number * 7919).toString(16)}","ms":${number % 1000}${bad}}`
  );
}

export function linesOf(lane: Lane, first: number, count: number): string {
  let text = '';
  for (let number = first; number < first + count; number++) text += `${recordOf(lane, number)}\n`;
  return text;
}

const MESSAGE = /chaos (http|tcp|udp) (\d+)/;

/** Undefined for a record of somebody else. */
export function numberOf(text: string): { lane: Lane; number: number } | undefined {
  const match = MESSAGE.exec(text);
  return match === null ? undefined : { lane: match[1] as Lane, number: Number(match[2]) };
}

export interface Shape {
  readonly path: '/data/' | '/data/fast' | '/data/batch';
  readonly count: number;
  readonly type: string;
  readonly keyed: boolean;
}

/** What the next request is: mostly batches with a key, some without, some single events, some of several chunks. */
export function shapeOf(random: Random): Shape {
  const kind = random.below(100);
  const type = random.below(4) === 0 ? 'text/plain' : 'application/x-ndjson';
  if (kind < 4) return { path: '/data/', count: 1, type: 'application/json', keyed: false };
  if (kind < 10) return { path: '/data/fast', count: 1, type: 'application/json', keyed: false };
  if (kind < 20) return { path: '/data/batch', count: 1 + random.below(300), type, keyed: false };
  if (kind < 23) return { path: '/data/batch', count: 3000 + random.below(4000), type, keyed: true };
  return { path: '/data/batch', count: 50 + random.below(600), type, keyed: true };
}
