import { AnyStampReader } from '../../plugins/parsers/support/any-stamp.js';
import { casesOf } from './corpora.js';

/*
 * Times in every notation that a library for them knows, read by the reader of any stamp, whole and to the millisecond.
 */

/** Times that are read otherwise, or not at all, on purpose. */
const KNOWN_STAMPS: readonly { readonly stamps: RegExp; readonly why: string }[] = [
  {
    stamps: /(?: (?:MST|PST|CEST)\b| UTC-05)/,
    why: 'the zone that is named counts; the tool leaves it out',
  },
  { stamps: / m=\+\d/, why: 'the monotonic clock of Go stands behind the stamp and is none of it' },
  { stamps: /^\w+ \d{1,2}(?:st|nd|rd|th)\b/i, why: 'days with an ending are written in prose, not in logs' },
  { stamps: /^\w+\.? \d, '\d\d$/, why: 'years with an apostrophe are written in prose, not in logs' },
  {
    stamps: /^(?:\d{4}|\d{4}[-.]\d\d|\d{8}|\d{1,2}[/.]\d{1,2}[/.]\d\d)$/,
    why: 'a year, a month or eight digits by themselves are numbers or versions far more often than dates',
  },
  { stamps: /年/, why: 'no log is known to be written with Chinese dates' },
];

export interface StampScore {
  readonly cases: number;
  readonly met: number;
  /** Read otherwise on purpose: how often, by the reason. */
  readonly known: ReadonlyMap<string, number>;
  /** As `stamp: expected`. */
  readonly misses: readonly string[];
}

export function stampScore(arrivalMicros: number): StampScore {
  const reader = new AnyStampReader();
  const known = new Map<string, number>();
  const misses: string[] = [];
  let cases = 0;
  for (const { raw, expected } of casesOf('pairs/dateparse')) {
    // What the library rejects is no time, or none of a log: parsers do not read it as a whole.
    if (expected === null) continue;
    cases += 1;
    const { utc } = expected as { utc: string };
    const micros = reader.read(raw, 0, arrivalMicros);
    if (reader.end === raw.length && Math.floor(micros / 1000) === millisOf(utc)) continue;
    const why = KNOWN_STAMPS.find(({ stamps }) => stamps.test(raw))?.why;
    if (why === undefined) misses.push(`${raw}: ${utc}`);
    else known.set(why, (known.get(why) ?? 0) + 1);
  }
  const readOtherwise = [...known.values()].reduce((sum, count) => sum + count, 0);
  return { cases, met: cases - misses.length - readOtherwise, known, misses };
}

/** Go prints times as `2015-02-08 01:02:00.001 +0000 UTC`. */
function millisOf(utc: string): number {
  return Date.parse(utc.replace(' +0000 UTC', 'Z').replace(' ', 'T'));
}
