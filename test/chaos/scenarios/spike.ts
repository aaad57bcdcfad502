import { Random } from '../../../bench/fuzz/random.js';
import { HttpLoad } from '../load/http-load.js';
import { Requests } from '../load/requests.js';
import { judge } from '../load/tally.js';
import { Lone } from './lone.js';

const TIMES = 50;
const SPIKE_MILLIS = 10_000;
const STEADY_MILLIS = 8000;
/** A slow PostgreSQL, so that the machine can send fifty times as much as it stores. */
const SMALL_BATCHES = ', connections: 1, batch: { max_events: 400, max_wait: 20ms }';
const SLOW = `
  CREATE FUNCTION laf.slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(2); RETURN NULL; END $$;
  CREATE TRIGGER slow AFTER INSERT ON laf.ledger FOR EACH STATEMENT EXECUTE FUNCTION laf.slow()`;

/** Fifty times as much as is stored, for ten seconds: what was answered is there once, the rest was refused in time. */
export function spike(seed: number) {
  return Lone.during(async (lone) => {
    await lone.sql(SLOW);
    const requests = new Requests(() => performance.now());
    const load = (perSecond: number, millis: number, seedOfLoad: number) =>
      new HttpLoad({
        ...{ targets: [lone.url], requests, random: new Random(seed, seedOfLoad), records: 1e9 },
        ...{ perSecond: () => perSecond, stop: AbortSignal.timeout(millis) },
      });
    const stored = async () => {
      const [row] = await lone.sql('SELECT coalesce(sum(stored), 0)::int AS n FROM laf.ledger');
      return row!.n as number;
    };
    // What it stores while it always has something to do.
    await load(1000, STEADY_MILLIS, 1).run();
    const before = await stored();
    const drainPerSecond = Math.max(50, before / (STEADY_MILLIS / 1000));
    const sentBefore = requests.sent;
    const spiking = load(TIMES * drainPerSecond, SPIKE_MILLIS, 2).run();
    const end = performance.now() + SPIKE_MILLIS;
    await new Promise((resolve) => setTimeout(resolve, end - performance.now()));
    const sent = requests.sent - sentBefore;
    await lone.sql('DROP TRIGGER slow ON laf.ledger');
    await spiking;
    await lone.drained();
    const { lost, doubled } = judge(requests, (await lone.count()).tallies.http);
    return {
      scenario: 'spike',
      drain_records_per_second: Math.round(drainPerSecond),
      spike_records_per_second: Math.round(sent / (SPIKE_MILLIS / 1000)),
      times: Math.round(sent / (SPIKE_MILLIS / 1000) / drainPerSecond),
      ...{ sent: requests.sent, answered: requests.answered, repeated_requests: requests.repeated },
      ...{ lost: lost.length, doubled: doubled.length },
      problems: [
        ...(lost.length + doubled.length > 0 ? [`${lost.length} lost, ${doubled.length} doubled`] : []),
      ],
    };
  }, SMALL_BATCHES);
}
