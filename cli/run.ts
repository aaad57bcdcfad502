import type { Command } from 'commander';
import { UserError } from '../pipeline/errors.js';
import type { Role } from '../server/server.js';
import { banner } from './run/banner.js';
import { createLogger } from './run/logger.js';
import { POOL_WORKER, reportToSupervisor } from './run/pool-worker.js';
import { Program } from './run/program.js';
import { parserSetOf } from './support/load-parsers.js';
import { loadPipeline } from './support/load-pipeline.js';

const ROLES: readonly Role[] = ['ingest', 'worker', 'server'];
const MOST_WORKERS = 64;
/** How long a stop waits for a database or queue that is away before it leaves the rest to the next start. */
const DRAIN_MILLIS = 30_000;

interface RunFlags {
  roles: string;
  workers: string;
}

export function runCommand(program: Command): void {
  program
    .command('run')
    .description('run the graph of a pipeline file')
    .argument('[pipeline.yaml]', 'the pipeline; ./pipeline.yaml, else the one that comes with the program')
    .option(
      '--roles <roles>',
      `what this process does, with commas between: ${ROLES.join(', ')}`,
      ROLES.join(','),
    )
    .option('--workers <number>', 'worker processes under supervision; 1 works in this process', '1')
    .action((file: string | undefined, flags: RunFlags) => run(file, flags));
}

async function run(file: string | undefined, flags: RunFlags): Promise<void> {
  const roles = readRoles(flags.roles);
  const workers = readWorkers(flags.workers);
  const { plan, environment, catalog } = await loadPipeline(file);
  const logger = createLogger(environment.logLevel);
  const poolWorker = process.env[POOL_WORKER] === '1';
  const parsers = await parserSetOf(catalog, { logger, dataDir: environment.dataDir });
  const program = new Program({ plan, environment, parsers, roles, workers, poolWorker, logger });
  const stopRequest = new StopRequest();
  const started = await program.start();
  if (poolWorker) reportToSupervisor(program.registry, () => stopRequest.make());
  else process.stdout.write(banner(started, plan, roles, workers));
  started.finished?.then(() => stopRequest.make());
  await stopRequest.made;
  logger.info('stopping: nothing new is taken, what was accepted is brought to a safe place');
  await program.stop(stopRequest.giveUp(DRAIN_MILLIS));
  logger.info('stopped');
  logger.flush();
  // Sockets of senders that ignore the end would keep the process; all that matters is done.
  process.exit(0);
}

/** Ctrl-C or SIGTERM: the first asks to drain, the second to hurry, the third ends the process. */
class StopRequest {
  readonly made: Promise<void>;
  readonly #hurry = new AbortController();
  #make!: () => void;
  #signals = 0;

  constructor() {
    this.made = new Promise((resolve) => {
      this.#make = resolve;
    });
    process.on('SIGINT', () => this.make());
    process.on('SIGTERM', () => this.make());
  }

  make(): void {
    this.#signals += 1;
    this.#make();
    if (this.#signals === 2) this.#hurry.abort();
    if (this.#signals > 2) process.exit(130);
  }

  giveUp(millis: number): AbortSignal {
    return AbortSignal.any([this.#hurry.signal, AbortSignal.timeout(millis)]);
  }
}

function readRoles(text: string): ReadonlySet<Role> {
  const roles = text.split(',').map((role) => role.trim());
  const unknown = roles.find((role) => !ROLES.includes(role as Role));
  if (unknown !== undefined) {
    throw new UserError(
      `--roles: there is no role "${unknown}"; allowed are ${ROLES.join(', ')}, with commas between`,
    );
  }
  return new Set(roles as Role[]);
}

function readWorkers(text: string): number {
  const workers = Number(text);
  if (!Number.isInteger(workers) || workers < 1 || workers > MOST_WORKERS) {
    throw new UserError(`--workers: "${text}" must be a whole number from 1 to ${MOST_WORKERS}`);
  }
  return workers;
}
