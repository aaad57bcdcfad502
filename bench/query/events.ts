import { steppingClock } from '../../cli/generate/clock.js';
import { mixed } from '../../cli/generate/formats/mixed.js';
import { Random } from '../../cli/generate/random.js';
import { isoTime } from '../../cli/generate/time-text.js';
import { Workload } from '../../cli/generate/workload.js';

const SEED = 1;
/** What lies only in the oldest tenth of the events, so that whoever looks from the newest on looks through the rest. */
const OLD_SHARE = 10;
const OLD_EVERY = 500;
const ONE_IN = 1_000_000;

/** Times of lines, as they are made. */
export interface LineSource {
  /** The next lines, without line ends. */
  take(count: number): string[];
  /** Time of the newest line, in milliseconds since 1970. */
  readonly now: number;
}

/**
 * The reference workload from `startMillis` on, 0 to 19 ms apart, with two kinds of lines put in: one of 500 in the
 * oldest tenth comes from a billing program that has been switched off since, and one in a million (one at least) is a
 * loss of quorum.
 *
 * @param total how many lines will be taken
 */
export function loadedLines(total: number, startMillis: number): LineSource {
  let now = startMillis;
  const clock = steppingClock(new Random(SEED + 1), startMillis);
  const lines = workloadAt(() => {
    now = clock();
    return now;
  });
  const firstRare = Math.min(ONE_IN, total) / 2;
  let taken = 0;
  return {
    get now() {
      return now;
    },
    take: (count) =>
      Array.from({ length: count }, () => {
        const place = taken++;
        const [line] = lines.take(1);
        if (place % ONE_IN === firstRare) return quorumLoss(now, place);
        return place < total / OLD_SHARE && place % OLD_EVERY === 0 ? billing(now, place) : line!;
      }),
  };
}

/** The reference workload as it comes in now. */
export function arrivingLines(): LineSource {
  const lines = workloadAt(Date.now);
  return {
    take: (count) => lines.take(count),
    get now() {
      return Date.now();
    },
  };
}

function workloadAt(clock: () => number): Workload {
  return new Workload(mixed.lines(new Random(SEED)), clock);
}

function billing(millis: number, place: number): string {
  return (
    `{"timestamp":"${isoTime(millis)}","level":"WARN","source":"billing-01","application":"billing",` +
    `"message":"invoice run ${place} postponed","metadata":{"tenant":"acme","status":599,"path":"/legacy/invoices"}}`
  );
}

function quorumLoss(millis: number, place: number): string {
  return (
    `{"timestamp":"${isoTime(millis)}","level":"ERROR","source":"cat-01","application":"catalog",` +
    `"message":"quorum lost on shard ${place}","metadata":{"shard_state":"orphaned","duration_ms":600000}}`
  );
}
