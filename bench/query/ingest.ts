/*
 * A process that writes the reference workload, stamped now, into the tables until its standard input ends:
 * node ingest.js URL RATE, in events a second; 0 is as fast as it goes. Prints how many it wrote, and in how many seconds.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { arrivingLines } from './events.js';
import { benchSink, LINES_PER_WRITE, Loader } from './load.js';

const [url, rate] = [process.argv[2]!, Number(process.argv[3])];
const NODE = 2;

// As the program has it unless told: new pages are summarized, and hours that are over are sealed.
const sink = benchSink(url, { afterMillis: 600_000, memoryBytes: 2 ** 26 });
await sink.start();
const loader = await Loader.create(sink, arrivingLines(), NODE);
let ended = false;
process.stdin.on('end', () => {
  ended = true;
});
process.stdin.resume();
// At a rate, five times a second as much as is due; a pause is not made up for by a burst.
const atOnce = rate === 0 ? 10 * LINES_PER_WRITE : Math.round(rate / 5);
const start = performance.now();
let events = 0;
for (let due = start; !ended; ) {
  await loader.write(atOnce);
  events += atOnce;
  if (rate === 0) continue;
  due = Math.max(due + (atOnce / rate) * 1000, performance.now() - 1000);
  await delay(Math.max(0, due - performance.now()));
}
const seconds = (performance.now() - start) / 1000;
await sink.stop();
process.stdout.write(JSON.stringify({ events, seconds }));
