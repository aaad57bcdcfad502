import { pino } from 'pino';
import { INSTALLATION } from '../cli/support/installation.js';
import { parserSetOf } from '../cli/support/load-parsers.js';
import { loadCatalog } from '../cli/support/load-pipeline.js';
import { decodeChunk, encodeChunk } from '../pipeline/chunk-codec.js';
import { Detector } from '../pipeline/detection/detector.js';
import { nowMicros } from '../pipeline/time.js';
import { median } from './support/median.js';

/*
 * Detection and parsing, from the bytes of chunks to events ready for the sink, against a bare loop that runs the one
 * right JSON.parse or regular expression on each line. One core. Both run in turn and the median of the rounds' ratios
 * counts, so that what else the machine does meets both. In the same rounds, lines that no parser claims: each is asked
 * about by all whose records can begin so.
 *
 *   npm run build && node dist/bench/parse.js
 */

const LINES = 40_000;
const LINES_PER_CHUNK = 700;
const WARM_UP = 5;
const ROUNDS = 25;
const START = Date.UTC(2025, 10, 11, 10, 20, 30);

const COMBINED =
  /^(\S+) (\S+) (\S+) \[([^\]]+)\] "(\S+) (\S+) HTTP\/([\d.]+)" (\d{3}) (\d+|-) "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"$/;
const RFC5424 =
  /^<(\d{1,3})>(\d{1,3}) (\S+) (\S+) (\S+) (\S+) (\S+) (-|(?:\[[^\s=\]"]+(?: [^\s=\]"]+="(?:[^"\\]|\\.)*")*\])+)(?: (.*))?$/s;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const LEVELS = ['INFO', 'INFO', 'INFO', 'WARN', 'ERROR', 'DEBUG'];
const APPLICATIONS = ['auth', 'billing', 'search', 'checkout'];

/** Half JSON objects, a quarter combined access lines, a quarter RFC 5424. */
function makeLines(): string[] {
  let millis = START;
  return Array.from({ length: LINES }, (_, i) => {
    millis += (i * 7919) % 20;
    if (i % 4 === 1) return combinedLine(i, new Date(millis));
    return i % 4 === 3 ? syslogLine(i, new Date(millis)) : jsonLine(i, new Date(millis));
  });
}

function jsonLine(i: number, time: Date): string {
  return JSON.stringify({
    timestamp: time.toISOString(),
    level: LEVELS[i % LEVELS.length],
    source: `web-${i % 20}`,
    application: APPLICATIONS[i % APPLICATIONS.length],
    message: `request ${i} handled for user ${i % 977}`,
    metadata: {
      user_id: i % 977,
      request_id: `req-${i.toString(16).padStart(8, '0')}`,
      duration_ms: (i % 500) / 8,
    },
  });
}

function combinedLine(i: number, time: Date): string {
  const day = String(time.getUTCDate()).padStart(2, '0');
  const date = `${day}/${MONTHS[time.getUTCMonth()]}/${time.getUTCFullYear()}:${time.toISOString().slice(11, 19)}`;
  const status = [200, 200, 200, 304, 404, 500][i % 6];
  return (
    `10.1.${i % 250}.${i % 199} - - [${date} +0000] "GET /api/items/${i % 4096}?page=${i % 9} HTTP/1.1" ${status} ` +
    `${i % 65536} "https://example.com/list" "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"`
  );
}

function syslogLine(i: number, time: Date): string {
  return (
    `<${(i % 24) * 8 + (i % 8)}>1 ${time.toISOString()} host-${i % 20} ${APPLICATIONS[i % APPLICATIONS.length]} ` +
    `${i % 32768} ID${i % 50} [request@32473 id="${i.toString(16)}" user="u${i % 977}"] worker ${i % 16} finished job ${i}`
  );
}

/** Sentences and their like, as programs print them without any frame. */
function strayLine(i: number, time: Date): string {
  const stamp = time.toISOString();
  const kinds = [
    `${stamp} something happened to item ${i} here and there`,
    `${stamp.replace('T', ' ').slice(0, 19)} request ${i} took longer than it should`,
    `starting worker ${i} of ${i + 7}, nothing else to do`,
    `${i} items were moved from the cart to the shelf`,
    `[worker ${i}] waiting for the next item: none yet`,
    `    indented text ${i}, (in brackets) and "quotes" = nothing`,
    `Done with ${i % 100} %, going on`,
    `===== section ${i} =====`,
  ];
  return kinds[i % kinds.length]!;
}

function makeChunks(lines: readonly string[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let start = 0; start < lines.length; start += LINES_PER_CHUNK) {
    const part = lines.slice(start, start + LINES_PER_CHUNK);
    const header = {
      id: '00000000-0000-7000-8000-000000000000',
      source: 'bench',
      transport: 'tcp' as const,
      receivedAtMicros: nowMicros(),
      framing: 'lines' as const,
      count: part.length,
      firstId: '1',
      peers: [['127.0.0.1', part.length]] as [string, number][],
    };
    chunks.push(encodeChunk(header, [Buffer.from(`${part.join('\n')}\n`)]));
  }
  return chunks;
}

/** Keeps results from being optimised away. */
let sink = 0;

function bareLoop(lines: readonly string[]): void {
  for (const line of lines) {
    const lead = line.charCodeAt(0);
    if (lead === 123) sink += (JSON.parse(line) as { message: string }).message.length;
    else sink += (lead === 60 ? RFC5424 : COMBINED).exec(line)!.length;
  }
}

const catalog = await loadCatalog(INSTALLATION.defaultPipeline, process.cwd());
const parsers = await parserSetOf(catalog, { logger: pino({ level: 'silent' }), dataDir: '' });
const detector = new Detector(parsers);

function detectLoop(chunks: readonly Buffer[]): void {
  for (const chunk of chunks) {
    for (const event of decodeChunk(chunk).events) {
      detector.detect(event);
      sink += event.metadataText().length;
    }
  }
}

function secondsOf(work: () => void): number {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

const lines = makeLines();
const chunks = makeChunks(lines);
const strays = makeChunks(Array.from({ length: LINES }, (_, i) => strayLine(i, new Date(START + i))));
const bare: number[] = [];
const ours: number[] = [];
const unclaimed: number[] = [];
for (let round = 0; round < WARM_UP + ROUNDS; round++) {
  const bareSeconds = secondsOf(() => bareLoop(lines));
  const ourSeconds = secondsOf(() => detectLoop(chunks));
  const straySeconds = secondsOf(() => detectLoop(strays));
  if (round < WARM_UP) continue;
  bare.push(bareSeconds);
  ours.push(ourSeconds);
  unclaimed.push(straySeconds);
}
const ratio = median(bare.map((seconds, round) => seconds / ours[round]!));
console.log(`bare loop       ${perSecond(bare)} lines/s`);
console.log(`detect + parse  ${perSecond(ours)} lines/s`);
console.log(`ratio           ${ratio.toFixed(2)}`);
const dearer = median(unclaimed.map((seconds, round) => seconds / ours[round]!));
console.log(`a line that nothing claims costs ${dearer.toFixed(1)} times a claimed one`);
if (sink === 0) throw new Error('nothing was read');

function perSecond(seconds: readonly number[]): string {
  return Math.round(LINES / median(seconds)).toLocaleString('en');
}
