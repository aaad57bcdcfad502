import { once } from 'node:events';
import type { Logger } from 'pino';
import { UserError } from '../../pipeline/errors.js';
import { checkPipelineFile, type LoadedPipeline } from '../support/load-pipeline.js';
import { FileWatch } from './file-watch.js';
import type { Program } from './program.js';
import { type AppliedChange, type FailedReload, Reloader } from './reloader.js';

export interface PipelineReloadsOptions {
  /** As the command line has it. */
  readonly file: string | undefined;
  /** What the program starts with. */
  readonly loaded: LoadedPipeline;
  readonly program: Pick<Program, 'change' | 'registry'>;
  readonly logger: Logger;
}

/** Reads the pipeline file again when it is asked to, or when it has changed, and has the program go on by it. */
export class PipelineReloads {
  readonly #reloader: Reloader;
  readonly #watch: FileWatch;
  /** Those of the last reading, also of one that found mistakes: to put them right is a change, too. */
  #files: readonly string[];

  constructor(private readonly options: PipelineReloadsOptions) {
    const { program, logger, loaded } = options;
    this.#files = loaded.files;
    this.#reloader = new Reloader({ reload: () => this.#reload(), registry: program.registry, logger });
    // From now on: what changes while the program starts is not missed.
    this.#watch = new FileWatch(
      () => this.#files,
      () => this.request('a file has changed'),
    );
  }

  get failed(): FailedReload | undefined {
    return this.#reloader.failed;
  }

  request(cause: string): void {
    this.#reloader.request(cause);
  }

  /** The program has started. */
  begin(watch: boolean): void {
    this.#reloader.begin();
    if (watch) this.#watch.start();
  }

  /** Begins no reload any more and waits for one under way, at most until `giveUp` aborts. */
  async close(giveUp: AbortSignal): Promise<void> {
    this.#watch.stop();
    const gaveUp = giveUp.aborted ? undefined : once(giveUp, 'abort');
    await Promise.race([this.#reloader.close(), gaveUp]);
  }

  async #reload(): Promise<AppliedChange> {
    const { plan, environment, problems, ...found } = await checkPipelineFile(this.options.file);
    this.#files = found.files;
    if (plan === undefined || environment === undefined) throw new UserError(problems.join('\n'));
    return this.options.program.change({ plan, environment, ...found });
  }
}
