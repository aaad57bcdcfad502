import { isatty } from 'node:tty';
import type { Command } from 'commander';
import { UserError } from '../pipeline/errors.js';
import type { Role } from '../server/server.js';
import { banner } from './run/banner.js';
import { createLogger } from './run/logger.js';
import { PipelineReloads } from './run/pipeline-reloads.js';
import { POOL_WORKER, SupervisorLink } from './run/pool-worker.js';
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
  watch?: boolean;
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
    .option('--watch', 'reload when the pipeline file, or a file it is made of, changes; SIGHUP does so, too')
    .action((file: string | undefined, flags: RunFlags) => run(file, flags));
}

async function run(file: string | undefined, flags: RunFlags): Promise<void> {
  const hangUp = new HangUps();
  const roles = readRoles(flags.roles);
  const workers = readWorkers(flags.workers);
  const supervisor = process.env[POOL_WORKER] === '1' ? new SupervisorLink() : undefined;
  const text = await supervisor?.pipeline;
  const loaded = await loadPipeline(file, text === undefined ? {} : { text });
  const { environment, catalog } = loaded;
  const logger = createLogger(environment.logLevel);
  const parsers = await parserSetOf(catalog, { logger, dataDir: environment.dataDir });
  const stopRequest = new StopRequest();
  const program: Program = new Program({
    ...{ loaded, parsers, roles, workers, logger, poolWorker: supervisor !== undefined },
    lastReload: () => reloads?.failed,
  });
  // A worker of a pool changes when its supervisor says so.
  const reloads =
    supervisor === undefined ? new PipelineReloads({ file, loaded, program, logger }) : undefined;
  hangUp.each(() => {
    if (terminalIsGone()) stopRequest.make();
    else reloads?.request('SIGHUP');
  });
  const started = await program.start();
  if (supervisor === undefined) process.stdout.write(banner(started, loaded.plan, roles, workers));
  else {
    supervisor.begin({
      registry: program.registry,
      change: async (changed) => void (await program.change(await loadPipeline(file, { text: changed }))),
      stop: () => stopRequest.make(),
    });
  }
  reloads?.begin(flags.watch === true);
  started.finished?.then(() => stopRequest.make());
  await stopRequest.made;
  logger.info('stopping: nothing new is taken, what was accepted is brought to a safe place');
  const giveUp = stopRequest.giveUp(DRAIN_MILLIS);
  await reloads?.close(giveUp);
  await program.stop(giveUp);
  logger.info('stopped');
  logger.flush();
  // Sockets of senders that ignore the end would keep the process; all that matters is done.
  process.exit(0);
}

/** SIGHUP, from the beginning on: one that comes before there is anything to reload is not to end the program. */
class HangUps {
  #early = false;
  #answer = () => {
    this.#early = true;
  };

  constructor() {
    process.on('SIGHUP', () => this.#answer());
  }

  each(answer: () => void): void {
    this.#answer = answer;
    if (this.#early) answer();
  }
}

const HAD_TERMINAL = isatty(0) || isatty(2);

/** SIGHUP also says that the terminal was closed; the program that was begun there ends with it, as it always did. */
function terminalIsGone(): boolean {
  return HAD_TERMINAL && !isatty(0) && !isatty(2);
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
