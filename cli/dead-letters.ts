import { type Command, InvalidArgumentError, Option } from 'commander';
import { UserError } from '../pipeline/errors.js';
import { type Letter, LetterClient, type Selection } from './dead-letters/client.js';
import { confirmed, type Terminal } from './dead-letters/question.js';
import { details, row, tableHead } from './dead-letters/table.js';
import type { Surroundings } from './support/load-pipeline.js';
import { ServerClient, type ServerOptions } from './support/server-client.js';

interface Conditions {
  readonly stage?: string;
  readonly source?: string;
  readonly reason?: string;
  readonly since?: string;
}

interface Chosen extends ServerOptions, Conditions {
  readonly all?: true;
}

/** The largest page of the API. */
const PAGE = 1000;
const USUAL_LIMIT = 50;

/**
 * `laf dead-letters list|show|replay|drop`: asks a running server, which has the database and the queue open.
 *
 * @throws UserError, EnvironmentError from the actions
 */
export function deadLettersCommand(
  program: Command,
  terminal: Terminal = process,
  surroundings: Surroundings = {},
): void {
  const command = program
    .command('dead-letters')
    .description('what could not be stored, and another try: asks a running server');
  const clientOf = (options: ServerOptions) => new LetterClient(ServerClient.of(options, surroundings));
  const { stdout, stderr } = terminal;

  conditions(withServer(command.command('list').description('newest first; JSON lines where no terminal is')))
    .option('--limit <n>', 'how many at most', limit, USUAL_LIMIT)
    .option('--json', 'JSON lines, also on a terminal')
    .action(async (options: ServerOptions & Conditions & { limit: number; json?: true }) => {
      const people = stdout.isTTY === true && !options.json;
      let shown = 0;
      for await (const letter of newest(clientOf(options), selectionOf([], options), options.limit)) {
        if (people && shown === 0) stdout.write(tableHead(stdout.columns));
        stdout.write(people ? row(letter, stdout.columns) : `${JSON.stringify(letter)}\n`);
        shown += 1;
      }
      if (people) stderr.write(shown === 0 ? 'no dead letters\n' : `${counted(shown)} shown\n`);
    });

  withServer(command.command('show').description('all about one, with its whole record'))
    .argument('<key>', 'as list shows it')
    .option('--json', 'one JSON line, also on a terminal')
    .action(async (key: string, options: ServerOptions & { json?: true }) => {
      const letter = await clientOf(options).get(key);
      const people = stdout.isTTY === true && !options.json;
      stdout.write(people ? details(letter) : `${JSON.stringify(letter)}\n`);
    });

  choice(
    command.command('replay').description('send them through the graph again; each is stored once'),
  ).action(async (keys: string[], options: Chosen) => {
    const { replayed, unreplayable } = await clientOf(options).replay(chosen(keys, options));
    stdout.write(`${counted(replayed)} on the way again\n`);
    if (unreplayable > 0) {
      stderr.write(
        `${counted(unreplayable)} cannot go again: unreadable bytes of the queue, or a source that leads to no sink\n`,
      );
    }
  });

  choice(command.command('drop').description('delete them for good'))
    .option('-y, --yes', 'do not ask')
    .action(async (keys: string[], options: Chosen & { yes?: true }) => {
      const selection = chosen(keys, options);
      const client = clientOf(options);
      if (!options.yes && !(await confirmed(`Delete ${described(selection)} for good?`, terminal))) {
        stdout.write('nothing was deleted\n');
        return;
      }
      const { dropped } = await client.drop(selection);
      stdout.write(`${counted(dropped)} deleted\n`);
    });
}

function withServer(command: Command): Command {
  return command
    .option('--url <url>', 'the server; where HOST and PORT say unless told')
    .option(
      '--token <token>',
      'one of its API_TOKENS; LAF_TOKEN, or the first of API_TOKENS here, unless told',
    );
}

function conditions(command: Command): Command {
  return command
    .option('--stage <name>', 'refused by this stage')
    .option('--source <name>', 'that came in by this source')
    .option('--reason <text>', 'whose reason holds this text')
    .addOption(
      new Option('--since <time>', 'refused at this time or later: RFC 3339, or 15m for a while ago'),
    );
}

function choice(command: Command): Command {
  return conditions(withServer(command))
    .argument('[keys...]', 'keys as list shows them')
    .option('--all', 'every one there is');
}

async function* newest(client: LetterClient, selection: Selection, limit: number): AsyncGenerator<Letter> {
  let left = limit;
  let cursor: string | undefined;
  do {
    const page = await client.list(selection, Math.min(left, PAGE), cursor);
    yield* page.dead_letters;
    left -= page.dead_letters.length;
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined && left > 0);
}

function selectionOf(keys: readonly string[], { stage, source, reason, since }: Conditions): Selection {
  return {
    ...(keys.length > 0 && { keys }),
    ...(stage !== undefined && { stage }),
    ...(source !== undefined && { source }),
    ...(reason !== undefined && { reason }),
    // The API writes a while ago with a minus, which a command line would take for an option.
    ...(since !== undefined && { from: /^\d+(\.\d+)?[a-z]+$/.test(since) ? `-${since}` : since }),
  };
}

/** @throws UserError where nothing was chosen, or everything and something. */
function chosen(keys: readonly string[], options: Chosen): Selection {
  const selection = selectionOf(keys, options);
  const empty = Object.keys(selection).length === 0;
  if (empty && !options.all) {
    throw new UserError('say which: keys, --stage, --source, --reason or --since, or --all for every one');
  }
  if (!empty && options.all) throw new UserError('--all stands alone: leave it out, or the rest');
  return empty ? { all: true } : selection;
}

function described({ all, keys, ...rest }: Selection): string {
  if (all) return 'every dead letter';
  const named = Object.entries(rest).map(([name, value]) => `${name} ${value}`);
  const which = keys === undefined ? 'the dead letters' : counted(keys.length);
  return named.length === 0 ? which : `${which} with ${named.join(', ')}`;
}

function counted(letters: number): string {
  return letters === 1 ? '1 dead letter' : `${letters} dead letters`;
}

function limit(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number, 1 or more.');
  return Number(text);
}
