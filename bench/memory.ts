/* How much memory the program takes while PostgreSQL is slower than its input: see bench/README.md. */
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { type MemoryResult, measureMemory, QUEUES, SOURCES } from './memory/run.js';
import { startEngines } from './support/engines.js';
import { report } from './support/results.js';
import { referenceWorkload } from './support/workload.js';

const { values } = parseArgs({
  options: {
    bytes: { type: 'string', default: '2000000000' },
    seconds: { type: 'string', default: '300' },
    slow: { type: 'string', default: '2' },
    sources: { type: 'string', default: SOURCES.join(',') },
    queues: { type: 'string', default: QUEUES.join(',') },
    'queue-bytes': { type: 'string', default: String(256 * 2 ** 20) },
    record: { type: 'boolean', default: false },
  },
});
const [bytes, seconds, slowSeconds] = [Number(values.bytes), Number(values.seconds), Number(values.slow)];
const queueBytes = Number(values['queue-bytes']);
/** What no process may ever have resident. */
const LIMIT_BYTES = 400e6;
const MOST_LINES = 1_000_000;
const LINE_BYTES = 183;
const DAY_MILLIS = 86_400_000;

const workload = await referenceWorkload(Math.min(MOST_LINES, Math.ceil(bytes / LINE_BYTES)), {
  startMillis: (Math.floor(Date.now() / DAY_MILLIS) - 1) * DAY_MILLIS,
});
const engines = await startEngines();
const results: MemoryResult[] = [];
try {
  const wholeFile = values.sources.includes('file') ? await repeated() : workload.path;
  for (const queue of chosen(values.queues, QUEUES)) {
    for (const source of chosen(values.sources, SOURCES)) {
      if (queue === 'redis') await emptyRedis();
      const file = source === 'file' ? wholeFile : workload.path;
      const given = { queue, source, file, bytes, seconds, slowSeconds, queueBytes };
      results.push(await measureMemory(engines, given));
      console.error(line(results.at(-1)!));
    }
  }
} finally {
  await engines.stop();
}
const peak = Math.max(...results.flatMap(({ processes }) => processes.map((process) => process.peak)));
console.error(`highest peak of a process: ${mega(peak)} MB; allowed are ${mega(LIMIT_BYTES)} MB`);
await report(
  'memory',
  { bytes, seconds, slow_seconds: slowSeconds, queue_bytes: queueBytes, peak, results },
  values.record,
);
process.exitCode = peak > LIMIT_BYTES ? 1 : 0;

function chosen<T extends string>(text: string, known: readonly T[]): T[] {
  const names = text.split(',');
  const unknown = names.find((name) => !known.includes(name as T));
  if (unknown !== undefined) throw new Error(`there is no "${unknown}"; there are ${known.join(', ')}`);
  return names as T[];
}

/** The workload one time after the other in one file, of as many bytes as are offered. */
async function repeated(): Promise<string> {
  const path = join(engines.folder, 'input.log');
  for (let left = bytes; left > 0; left -= workload.bytes) {
    const end = Math.min(left, workload.bytes) - 1;
    await pipeline(createReadStream(workload.path, { end }), createWriteStream(path, { flags: 'a' }));
  }
  return path;
}

async function emptyRedis(): Promise<void> {
  const client = new Redis(engines.redisUrl);
  await client.flushall();
  client.disconnect();
}

function line({ queue, source, offered, processes, ...result }: MemoryResult): string {
  const memory = processes.map(
    ({ peak, anonymous, mapped }) => `${mega(peak)} MB (own ${mega(anonymous)}, mapped ${mega(mapped)})`,
  );
  return (
    `${queue} ${source}: peak ${memory.join(', ')}; offered ${mega(offered.bytes)} MB in ` +
    `${Math.round(result.seconds)} s ${offered.answers ? `${JSON.stringify(offered.answers)} ` : ''}` +
    `accepted ${mega(result.accepted_bytes)} MB, ${result.dropped_records} records dropped, ` +
    `${result.stored_records} stored, ${mega(result.queue_bytes)} MB queued`
  );
}

function mega(bytes: number): number {
  return Math.round(bytes / 1e6);
}
