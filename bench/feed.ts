/* How long events need to thousands of live clients: see bench/README.md. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { freePort } from '../plugins/postgres/free-port.js';
import { type FeedCase, type FeedCaseReport, runFeedCase } from './feed/run.js';
import { end, startEngines, startLaf } from './support/engines.js';
import { report } from './support/results.js';

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '1000' },
    filters: { type: 'string', default: '20' },
    rate: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '20' },
    queues: { type: 'string', default: 'redis,disk' },
    profile: { type: 'string' },
    record: { type: 'boolean', default: false },
  },
});
/** A CPU profile of the program, written when it ends. */
const flags = values.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${values.profile}`];
const seconds = Number(values.seconds);
const many = { clients: Number(values.clients), filters: Number(values.filters), seconds };
const one = { clients: 1, filters: 1, seconds, events_per_second: 1000 };
const CASES: readonly FeedCase[] = [
  { name: 'one client, requests of 100', ...one, events_per_request: 100 },
  { name: 'one client, requests of 1', ...one, events_per_request: 1 },
  { name: 'many clients', ...many, events_per_second: Number(values.rate), events_per_request: 100 },
];

/** As it comes along, without syslog's ports. */
const PIPELINE = `
sources: { http: { type: http } }
transforms:
  parse: { type: auto-detect, inputs: [http] }
  patterns: { type: drain, inputs: [parse] }
sinks:
  store: { type: postgres, inputs: [patterns], batch: { max_events: 10000, max_bytes: 8MiB, max_wait: 200ms } }
  live: { type: live, inputs: [patterns] }
`;

const engines = await startEngines();
const results: Record<string, FeedCaseReport[]> = {};
try {
  const pipeline = join(engines.folder, 'pipeline.yaml');
  await writeFile(pipeline, PIPELINE);
  for (const queue of values.queues.split(',')) results[queue] = await measure(pipeline, queue);
} finally {
  await engines.stop();
}
await report('feed', { results }, values.record);
const missed = Object.values(results).some((reports) => reports.some((one) => one.missed + one.failed !== 0));
process.exitCode = missed ? 1 : 0;

async function measure(pipeline: string, queue: string): Promise<FeedCaseReport[]> {
  const [port, feedPort] = [await freePort(), await freePort()];
  const environment = {
    ...{ PORT: String(port), FEED_PORT: String(feedPort), DB_URL: engines.postgresUrl },
    DATA_DIR: join(engines.folder, `data-${queue}`),
    REDIS_URL: queue === 'redis' ? engines.redisUrl : '',
  };
  const laf = await startLaf([pipeline], environment, flags);
  const reports: FeedCaseReport[] = [];
  try {
    for (const given of CASES) {
      const url = (port: number) => `http://127.0.0.1:${port}`;
      reports.push(await runFeedCase(url(port), url(given.clients > 1 ? feedPort : port), given));
      console.error(`${queue}: ${line(reports.at(-1)!)}`);
    }
  } finally {
    await end(laf);
  }
  return reports;
}

function line({ name, sent, failed, latency, missed, others }: FeedCaseReport): string {
  const { p50, p99, max } = latency;
  const times = `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, max ${max.toFixed(0)} ms`;
  return `${name}: ${sent} events, ${times}; ${missed} missed, ${failed} requests failed${others.length > 0 ? `; ${others[0]}` : ''}`;
}
