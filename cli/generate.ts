import { randomInt } from 'node:crypto';
import { type Command, InvalidArgumentError } from 'commander';
import { nearest } from '../config/problem.js';
import { parseDuration } from '../config/units.js';
import { EnvironmentError, UserError } from '../pipeline/errors.js';
import { parseRfc3339 } from '../pipeline/time.js';
import { type Clock, MEAN_MILLIS_APART, steppingClock } from './generate/clock.js';
import type { LineFormat, LineMaker } from './generate/format.js';
import { FORMATS } from './generate/formats/index.js';
import { Pacer } from './generate/pacer.js';
import { Progress, type Screen } from './generate/progress.js';
import { pump } from './generate/pump.js';
import { Random } from './generate/random.js';
import type { Target } from './generate/target.js';
import { targetOf } from './generate/targets/index.js';
import { Workload } from './generate/workload.js';

interface Options {
  format: string;
  list?: true;
  rate?: number;
  count?: number;
  to?: string;
  seed?: number;
  /** Milliseconds since 1970. */
  start?: number;
  token?: string;
}

const MAX_SEED = 2 ** 32 - 1;

/** Adds `laf generate`. */
export function generateCommand(program: Command): void {
  program
    .command('generate')
    .summary('makes realistic logs in every supported format')
    .description('Makes realistic logs and sends them somewhere, as fast as it is taken or at a steady rate.')
    .option('--format <name>', 'kind of lines; --list names all', format, 'mixed')
    .option('--list', 'list the formats and end')
    .option('--rate <n>', 'lines a second; without it as fast as they are taken', rate)
    .option('--count <n>', 'how many lines; without it until Ctrl-C', count)
    .option(
      '--to <url>',
      'http://host:port, tcp://host:port[?framing=octet], udp://host:port or file:///path',
    )
    .option('--seed <n>', 'repeats the lines of another run with this seed (and --start)', seed)
    .option(
      '--start <time>',
      'time of the first line: RFC 3339 or -15m; later lines follow by 0-19 ms',
      start,
    )
    .option('--token <token>', 'one of the API_TOKENS of the server, for http')
    .addHelpText('after', '\nWithout --to, lines go to standard output.')
    .action(generate);
}

/** @throws UserError, EnvironmentError: the message is for people. */
async function generate(options: Options): Promise<void> {
  if (options.list) {
    process.stdout.write(formatList());
    return;
  }
  const interruption = new AbortController();
  const { signal } = interruption;
  // Once only: a second Ctrl-C ends the program at once.
  const interrupt = () => interruption.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    await run(options, signal);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

async function run(options: Options, signal: AbortSignal): Promise<void> {
  const format = FORMATS.find(({ name }) => name === options.format)!;
  const { contentType } = format;
  const target = targetOf(options.to, { contentType, signal, token: options.token });
  const random = new Random(options.seed ?? randomInt(MAX_SEED));
  const workload = new Workload(makerFor(format, target, random), clockOf(options, random));
  await target.open();
  const { account } = target;
  const progress = new Progress(screenFor(options), account);
  try {
    const pacer = options.rate === undefined ? undefined : new Pacer(options.rate);
    await pump({ workload, target, count: options.count ?? Number.POSITIVE_INFINITY, pacer, signal });
  } finally {
    await target.close(signal.aborted).finally(() => progress.finish());
  }
  if (account.failed > 0 && !signal.aborted) {
    throw new EnvironmentError(
      `${target.description} did not take ${account.failed} of ${account.sent} lines: ${account.reason}`,
    );
  }
}

/** @throws UserError where the target would cut the format's records into lines. */
function makerFor(format: LineFormat, { lineByLine, description }: Target, random: Random): LineMaker {
  if (lineByLine === undefined) return format.lines(random);
  if (format.multiline) {
    throw new UserError(
      `--format ${format.name}: records of several lines, and ${description} takes each line for one; use ${lineByLine}`,
    );
  }
  return (format.singleLines ?? format.lines).call(format, random);
}

function formatList(): string {
  const width = Math.max(...FORMATS.map(({ name }) => name.length));
  return FORMATS.map(({ name, summary }) => `${name.padEnd(width)}  ${summary}\n`).join('');
}

/**
 * The reference workload's clock where a start is given, and for a number of lines made at once: these then end about
 * now. Lines that go on and on, or come at a rate, have the time at which they are made.
 */
function clockOf({ start, rate, count }: Options, random: Random): Clock {
  if (start !== undefined) return steppingClock(random, start);
  if (rate !== undefined || count === undefined) return Date.now;
  return steppingClock(random, Date.now() - Math.round(count * MEAN_MILLIS_APART));
}

/** Progress goes to stderr; where the lines themselves fill the terminal only the summary is wanted. */
function screenFor({ to }: Options): Screen {
  const { stderr, stdout } = process;
  const linesOnTerminal = to === undefined && stdout.isTTY;
  return linesOnTerminal ? { write: (text) => stderr.write(text) } : stderr;
}

function format(text: string): string {
  const names = FORMATS.map(({ name }) => name);
  if (names.includes(text)) return text;
  const meant = nearest(text, names);
  const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`;
  throw new InvalidArgumentError(`There is no such format.${hint} laf generate --list names all.`);
}

function rate(text: string): number {
  const rate = Number(text);
  if (text.trim() === '' || !(rate > 0 && rate <= 1e9)) {
    throw new InvalidArgumentError('It must be a number of lines a second above 0, such as 500 or 0.5.');
  }
  return rate;
}

function count(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('It must be a whole number, 1 or more.');
  return Number(text);
}

function seed(text: string): number {
  const seed = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (!(seed <= MAX_SEED)) throw new InvalidArgumentError(`It must be a whole number from 0 to ${MAX_SEED}.`);
  return seed;
}

function start(text: string): number {
  const ago = text.startsWith('-') ? parseDuration(text.slice(1)) : undefined;
  if (ago !== undefined) return Math.round(Date.now() - ago);
  const micros = parseRfc3339(text);
  if (micros === undefined) {
    throw new InvalidArgumentError(
      'It must be a time such as 2025-11-11T10:20:30Z, or -15m for a while ago.',
    );
  }
  return Math.floor(micros / 1_000);
}
