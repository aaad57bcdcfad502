import { type Command, InvalidArgumentError } from 'commander';
import { parseDuration } from '../config/units.js';
import { UserError } from '../pipeline/errors.js';
import { parseFilter } from '../pipeline/filter/parse.js';
import { FilterSyntaxError } from '../pipeline/filter/syntax-error.js';
import { parseRfc3339 } from '../pipeline/time.js';
import type { Surroundings } from './support/load-pipeline.js';
import { ServerClient, type ServerOptions } from './support/server-client.js';
import { eventForPeople } from './tail/event-text.js';
import { Follower, type Start } from './tail/follower.js';
import { History, MOST_NEWEST } from './tail/history.js';
import { type LineStream, Printer } from './tail/printer.js';

interface TailOptions extends ServerOptions {
  readonly lines?: number;
  readonly since?: string;
  readonly json?: true;
  readonly color?: boolean;
}

/** What the command writes to. */
export interface TailStreams {
  readonly stdout: LineStream;
  readonly stderr: { write(text: string): unknown };
}

const USUAL_LINES = 10;

/**
 * Adds `laf tail [FILTER]`: the newest events of a running server, then each one as it comes, until Ctrl-C.
 *
 * @throws UserError, EnvironmentError from the action
 */
export function tailCommand(
  program: Command,
  streams: TailStreams = process,
  surroundings: Surroundings = {},
): void {
  program
    .command('tail')
    .description('live events in the terminal, coloured by level')
    .argument('[filter...]', 'what to show: level:ERROR application:auth (docs/filters.md)')
    .option('-n, --lines <n>', `begin with the newest n (${USUAL_LINES} unless told)`, lines)
    .option('--since <time>', 'begin with all since then: RFC 3339, or 10m for a while ago', since)
    .option('--json', 'JSON lines')
    .option('--color', 'colours, also where no terminal is')
    .option('--no-color', 'no colours')
    .option('--url <url>', 'the server; where HOST and PORT say unless told')
    .option(
      '--token <token>',
      'one of its API_TOKENS; LAF_TOKEN, or the first of API_TOKENS here, unless told',
    )
    .addHelpText('after', '\nA filter that begins with a minus goes behind --: laf tail -- -level:DEBUG')
    .action((words: string[], options: TailOptions) =>
      tail(words.join(' '), options, streams, ServerClient.of(options, surroundings)),
    );
}

async function tail(
  filter: string,
  options: TailOptions,
  { stdout, stderr }: TailStreams,
  client: ServerClient,
): Promise<void> {
  checkFilter(filter);
  const interruption = new AbortController();
  // Once only: a second Ctrl-C ends the program at once.
  const interrupt = () => interruption.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const printer = new Printer(stdout, interruption);
  const text = options.json ? undefined : eventForPeople(coloured(options, stdout));
  const tell = (message: string) => stderr.write(`laf tail: ${message}\n`);
  try {
    const history = new History(client, filter, interruption.signal);
    const follower = new Follower({ client, filter, history, text, printer, tell }, interruption.signal);
    await follower.run(startOf(options));
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    printer.close();
  }
}

/** Here, too, so that a mistake has its caret before anything is connected. @throws UserError */
function checkFilter(filter: string): void {
  try {
    if (filter.trim() !== '') parseFilter(filter);
  } catch (error) {
    if (error instanceof FilterSyntaxError) throw new UserError(error.message);
    throw error;
  }
}

function startOf({ lines, since }: TailOptions): Start {
  if (lines !== undefined && since !== undefined) throw new UserError('--lines or --since: say one of them');
  return since === undefined ? { newest: lines ?? USUAL_LINES } : { since };
}

/** https://no-color.org: any value but the empty one. What is asked for by an option counts more. */
function coloured({ color }: TailOptions, { isTTY }: LineStream): boolean {
  return color ?? (isTTY === true && (process.env.NO_COLOR ?? '') === '');
}

function lines(text: string): number {
  const lines = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (!(lines <= MOST_NEWEST)) {
    throw new InvalidArgumentError(`It must be a whole number from 0 to ${MOST_NEWEST}.`);
  }
  return lines;
}

/** The API writes a while ago with a minus, which a command line would take for an option. */
function since(text: string): string {
  if (parseDuration(text) !== undefined) return `-${text}`;
  if (parseRfc3339(text) !== undefined) return text;
  throw new InvalidArgumentError(
    'It must be a duration such as 10m, or a time such as 2025-11-11T10:20:30Z.',
  );
}
