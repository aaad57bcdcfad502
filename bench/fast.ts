/* Measures POST /data/fast of a running server; see bench/README.md. */
import { parseArgs } from 'node:util';
import { measureFeed } from './fast/feed.js';
import { measureSteady, type SteadyReport } from './fast/steady.js';
import { measureThroughput, type Throughput } from './fast/throughput.js';
import { startBareServer } from './support/bare-server.js';
import { queueDrained } from './support/drained.js';
import { type LatencySummary, median } from './support/latencies.js';
import { fastRoute, type PostTarget } from './support/post.js';
import { report } from './support/results.js';

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:5000' },
    token: { type: 'string' },
    connections: { type: 'string', default: '48' },
    seconds: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '5' },
    record: { type: 'boolean', default: false },
  },
});
const { url, token, record } = values;
const seconds = Number(values.seconds);
const connections = Number(values.connections);
const rounds = Number(values.rounds);
const RATES = [1_000, 2_000];
const FEED_RATE = 20;
const WARM_UP_SECONDS = 2;

const server = fastRoute(url, token);
const bareServer = await startBareServer();
const bare = fastRoute(bareServer.url);
try {
  const throughput = await compareThroughput();
  await queueDrained(url, server.headers);
  const steady = { server: await steadyReports(server), bare: await steadyReports(bare) };
  await queueDrained(url, server.headers);
  const feed = await measureFeed(url, { rate: FEED_RATE, seconds, token });
  console.table({
    'POST /data/fast': throughputRow(throughput.server),
    'bare Fastify': throughputRow(throughput.bare),
  });
  console.log(`ratio ${throughput.ratio.toFixed(2)} (median of ${rounds} rounds)`);
  console.table({
    ...Object.fromEntries(
      steady.server.map((one) => [`/data/fast at ${one.rate}/s`, latencyRow(one.latency)]),
    ),
    ...Object.fromEntries(steady.bare.map((one) => [`bare at ${one.rate}/s`, latencyRow(one.latency)])),
    'answer to frame': latencyRow(feed.latency),
  });
  const result = { connections, seconds, rounds, throughput, steady, feed };
  await report('fast', result, record);
} finally {
  await bareServer.stop();
}

/** Rounds alternate between the two, so that what else the machine does meets both. */
async function compareThroughput() {
  for (const target of [server, bare])
    await measureThroughput(target, { connections, seconds: WARM_UP_SECONDS });
  const runs: { server: Throughput; bare: Throughput }[] = [];
  for (let round = 0; round < rounds; round++) {
    runs.push({
      server: await measureThroughput(server, { connections, seconds }),
      bare: await measureThroughput(bare, { connections, seconds }),
    });
    console.error(
      `round ${round + 1} of ${rounds}: ${perSecond(runs.at(-1)!.server)}, bare ${perSecond(runs.at(-1)!.bare)}`,
    );
  }
  const ratio = median(runs.map((run) => run.server.requests_per_second / run.bare.requests_per_second));
  return { server: runs.map((run) => run.server), bare: runs.map((run) => run.bare), ratio };
}

async function steadyReports(target: PostTarget): Promise<SteadyReport[]> {
  const reports: SteadyReport[] = [];
  for (const rate of RATES) reports.push(await measureSteady(target, { rate, seconds }));
  return reports;
}

function perSecond({ requests_per_second }: Throughput): string {
  return `${Math.round(requests_per_second)}/s`;
}

function throughputRow(runs: readonly Throughput[]) {
  return {
    'requests/s': Math.round(median(runs.map((run) => run.requests_per_second))),
    'p50 ms': median(runs.map((run) => run.p50)),
    'p99 ms': median(runs.map((run) => run.p99)),
    'not 202': runs.reduce((sum, { refused, errors }) => sum + errors + sumOf(Object.values(refused)), 0),
  };
}

function latencyRow({ count, p50, p99, max }: LatencySummary) {
  return { count, 'p50 ms': p50, 'p99 ms': p99, 'max ms': max };
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
