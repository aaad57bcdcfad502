import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../plugins/postgres/free-port.js';
import { type Engines, end, startLaf } from '../support/engines.js';
import {
  type Offer,
  type Offered,
  offerBatches,
  offerEvents,
  offerStdin,
  offerTcp,
  offerUdp,
} from './offers.js';
import { type Resident, ResidentWatch } from './resident.js';
import { SlowDatabase } from './slow-database.js';

export const QUEUES = ['disk', 'redis'] as const;
export const SOURCES = ['http-batch', 'http-fast', 'tcp', 'udp', 'file', 'stdin'] as const;
export type QueueType = (typeof QUEUES)[number];
export type SourceType = (typeof SOURCES)[number];

export interface MemoryCase {
  queue: QueueType;
  source: SourceType;
  /** The reference workload; its lines are sent over and over. */
  file: string;
  bytes: number;
  /** After this the offer ends, however little of it has been taken. */
  seconds: number;
  /** What each transaction takes longer. */
  slowSeconds: number;
  queueBytes: number;
}

export interface MemoryResult {
  queue: QueueType;
  source: SourceType;
  offered: Offered;
  accepted_bytes: number;
  accepted_records: number;
  /** Records that UDP found no room for and counted; what the kernel dropped before is in neither figure. */
  dropped_records: number;
  stored_records: number;
  queue_bytes: number;
  seconds: number;
  processes: Resident[];
}

interface Program {
  url: string;
  port: number;
  stdin: Writable;
}

/** After the last byte there is still work: the peak may come then. */
const SETTLE_MILLIS = 2000;
const POLL_MILLIS = 100;

/** One source into one queue while PostgreSQL is slow, all in one process, which has to hold everything then. */
export async function measureMemory(engines: Engines, given: MemoryCase): Promise<MemoryResult> {
  const database = await SlowDatabase.create(engines.postgresUrl);
  const [port, httpPort] = [await freePort(), await freePort()];
  const folder = join(engines.folder, `${given.queue}-${given.source}`);
  const pipeline = `${folder}.yaml`;
  await writeFile(pipeline, pipelineText(given, port));
  const child = await startLaf([pipeline], {
    DB_URL: database.url,
    DATA_DIR: folder,
    PORT: String(httpPort),
    LOG_LEVEL: 'error',
    ...(given.queue === 'redis' && { REDIS_URL: engines.redisUrl }),
  });
  const watch = new ResidentWatch(child.pid!);
  try {
    await database.slowDown(given.slowSeconds);
    const program = { url: `http://127.0.0.1:${httpPort}`, port, stdin: child.stdin! };
    const started = performance.now();
    const offered = await offer(program, given);
    const seconds = (performance.now() - started) / 1000;
    await delay(SETTLE_MILLIS);
    const account = await readAccount(program.url);
    const { queue, source } = given;
    return {
      ...{ queue, source, offered, ...account, stored_records: await database.storedRows(), seconds },
      processes: watch.stop(),
    };
  } finally {
    watch.stop();
    await end(child);
    await database.drop();
  }
}

async function offer(program: Program, given: MemoryCase): Promise<Offered> {
  const { file, bytes, seconds } = given;
  const it: Offer = { file, bytes, signal: AbortSignal.timeout(seconds * 1000) };
  switch (given.source) {
    case 'http-batch':
      return offerBatches(program.url, it);
    case 'http-fast':
      return offerEvents(program.url, it);
    case 'tcp':
      return offerTcp(program.port, it);
    case 'udp':
      return offerUdp(program.port, it);
    case 'stdin':
      return offerStdin(program.stdin, it);
    case 'file':
      return fileRead(program.url, it);
  }
}

/** The file is there from the start; this waits until all of it has been read or the time is over. */
async function fileRead(url: string, { bytes, signal }: Offer): Promise<Offered> {
  while (!signal.aborted && (await readAccount(url)).accepted_bytes < bytes) await delay(POLL_MILLIS);
  return { bytes };
}

async function readAccount(url: string) {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const status = (await (await fetch(`${url}/queue/status`)).json()) as { bytes: number };
  return {
    accepted_bytes: sumOf(metrics, 'laf_source_bytes_total'),
    accepted_records: sumOf(metrics, 'laf_source_records_total'),
    dropped_records: sumOf(metrics, 'laf_source_dropped_records_total'),
    queue_bytes: status.bytes,
  };
}

/** @param metrics in Prometheus' text format */
function sumOf(metrics: string, name: string): number {
  const lines = metrics.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'gm'));
  return [...lines].reduce((sum, [, value]) => sum + Number(value), 0);
}

function pipelineText({ queue, source, file, queueBytes }: MemoryCase, port: number): string {
  const sources = {
    'http-batch': '{ type: http }',
    'http-fast': '{ type: http }',
    tcp: `{ type: syslog, listen: ["tcp://127.0.0.1:${port}"] }`,
    udp: `{ type: syslog, listen: ["udp://127.0.0.1:${port}"] }`,
    file: `{ type: file, paths: [${JSON.stringify(file)}] }`,
    stdin: '{ type: stdin }',
  };
  return `
sources:
  input:  ${sources[source]}
queue:    { type: ${queue}, max_bytes: ${queueBytes} }
transforms:
  parse:  { type: auto-detect, inputs: [input] }
sinks:
  store:  { type: postgres, inputs: [parse] }
  live:   { type: live, inputs: [parse] }
`;
}
