import { join, resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseDuration, parseSize } from '../config/units.js';
import { UserError } from '../pipeline/errors.js';
import { Delivery } from './ship/delivery.js';
import { type ShipAccount, ShipProgress } from './ship/progress.js';
import { Shipper } from './ship/shipper.js';
import { ShipState } from './ship/state.js';
import { lockState } from './ship/state-lock.js';
import { WatchedFiles } from './ship/watched-files.js';

interface Options {
  readonly to: URL;
  readonly state?: string;
  readonly from: 'beginning' | 'end';
  readonly once?: true;
  readonly token?: string;
  readonly batchBytes: number;
  readonly batchWait: number;
  readonly maxRecord: number;
}

const MIB = 2 ** 20;
/** The server takes bodies of 32 MiB unless told. */
const LARGEST_BATCH = 16 * MIB;
const LONGEST_WAIT_MILLIS = 60_000;

/** Adds `laf ship`. */
export function shipCommand(program: Command): void {
  program
    .command('ship')
    .summary('ships log files to a server, each line once')
    .description(
      'Follows log files through rotation and sends their lines to a server, each once, whatever is restarted meanwhile.',
    )
    .argument(
      '<files...>',
      'files or glob patterns (*, **, ?, {a,b}) in quotes; new files are found while it runs',
    )
    .requiredOption('--to <url>', 'the server: http://host:port', server)
    .option('--state <folder>', 'where positions are kept; $DATA_DIR/ship, else ./.laf-ship')
    .addOption(
      new Option('--from <where>', 'where to begin files that are there at the first start')
        .choices(['beginning', 'end'])
        .default('beginning'),
    )
    .option('--once', 'end at the end of the files')
    .option('--token <token>', 'one of the API_TOKENS of the server')
    .option('--batch-bytes <size>', 'how much goes at once', batchBytes, MIB)
    .option('--batch-wait <duration>', 'how long a line waits for more to go with it', batchWait, 250)
    .option(
      '--max-record <size>',
      "longer lines go in pieces; not more than the server's own",
      maxRecord,
      MIB,
    )
    .action(ship);
}

/** @throws UserError, EnvironmentError: the message is for people. */
async function ship(files: string[], options: Options): Promise<void> {
  const folder = resolve(options.state ?? defaultFolder());
  const lock = await lockState(folder);
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  // Once only: a second Ctrl-C ends the program at once; what is under way is then sent again at the next start.
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    await run(files, folder, options, interruption.signal);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    await lock.release();
  }
}

async function run(paths: string[], folder: string, options: Options, signal: AbortSignal): Promise<void> {
  const account: ShipAccount = { files: 0, lines: 0, bytes: 0, rejected: 0, behind: 0 };
  const progress = new ShipProgress(process.stderr, account);
  const tell = (text: string) => progress.say(text);
  try {
    const state = await ShipState.load(folder);
    const files = new WatchedFiles({ paths, from: options.from, folder }, state, tell);
    const away = (reason: string) => tell(`${reason}; trying again until it is taken`);
    const delivery = new Delivery(options.to, options.token, away, signal);
    const shipOptions = { ...options, once: options.once === true };
    await new Shipper(shipOptions, files, state, delivery, account, tell, signal).run();
  } finally {
    progress.finish();
  }
}

function defaultFolder(): string {
  const { DATA_DIR } = process.env;
  return DATA_DIR === undefined || DATA_DIR === '' ? '.laf-ship' : join(DATA_DIR, 'ship');
}

function server(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new UserError(`--to ${text}: must be http://host:port or https://host`);
}

const batchBytes = inUnit(parseSize, 1024, LARGEST_BATCH, 'a size from 1KiB to 16MiB');
const maxRecord = inUnit(parseSize, 1024, LARGEST_BATCH, 'a size from 1KiB to 16MiB');
const batchWait = inUnit(parseDuration, 0, LONGEST_WAIT_MILLIS, 'a duration from 0ms to 60s');

function inUnit(parse: (text: string) => number | undefined, least: number, most: number, allowed: string) {
  return (text: string): number => {
    const value = parse(text);
    if (value === undefined || value < least || value > most) {
      throw new InvalidArgumentError(`It must be ${allowed}.`);
    }
    return value;
  };
}
