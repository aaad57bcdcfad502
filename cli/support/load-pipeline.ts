import { existsSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { checkPipeline } from '../../config/check-pipeline.js';
import { type Environment, readEnvironment } from '../../config/environment.js';
import { optionsSchemaMistakes } from '../../config/options-reader.js';
import type { PipelinePlan } from '../../config/plan.js';
import { formatProblem } from '../../config/problem.js';
import type { Variables } from '../../config/variables.js';
import { messageOf, UserError } from '../../pipeline/errors.js';
import { PluginCatalog } from '../../pipeline/plugin-catalog.js';
import { checkFilter } from './check-filter.js';
import { INSTALLATION } from './installation.js';

/** Where a command runs; the process's own folder and environment unless told. */
export interface Surroundings {
  readonly folder?: string;
  readonly variables?: Variables;
  /** What stands in the pipeline file, where it is not to be read. */
  readonly text?: string;
}

/** A pipeline file as it was found, checked. */
export interface CheckedPipeline {
  /** As it is shown to the user. */
  readonly file: string;
  readonly catalog: PluginCatalog;
  /** Absent when the environment is wrong. */
  readonly environment?: Environment;
  /** Absent when anything is wrong. */
  readonly plan?: PipelinePlan;
  /** Everything that is wrong with environment, plugins and file, one line each. */
  readonly problems: readonly string[];
  readonly text: string;
  /** All files and folders that it was read from, absolute or as the file names them; also where something is wrong. */
  readonly files: readonly string[];
}

export interface LoadedPipeline {
  readonly plan: PipelinePlan;
  readonly text: string;
  readonly files: readonly string[];
  readonly catalog: PluginCatalog;
  readonly environment: Environment;
}

/** The pipeline file that is meant by `path`; without one, `pipeline.yaml` in `folder`, else the one we ship. */
export function pipelineFile(path: string | undefined, folder: string): string {
  if (path !== undefined) return resolve(folder, path);
  const own = resolve(folder, 'pipeline.yaml');
  return existsSync(own) ? own : INSTALLATION.defaultPipeline;
}

/**
 * Loads the program's plugins and the user's: those beside the pipeline file, or in the current folder where the
 * pipeline is the one we ship.
 */
export function loadCatalog(file: string, folder: string): Promise<PluginCatalog> {
  return PluginCatalog.load({
    builtIns: INSTALLATION.builtIns,
    api: INSTALLATION.pluginApi,
    checkOptions: optionsSchemaMistakes,
    folder: file === INSTALLATION.defaultPipeline ? folder : dirname(file),
  });
}

/**
 * Finds all that is wrong with a pipeline and its surroundings.
 *
 * @throws UserError when the file cannot be read.
 */
export async function checkPipelineFile(
  path?: string,
  { folder = process.cwd(), variables: processVariables = process.env, text: given }: Surroundings = {},
): Promise<CheckedPipeline> {
  const { environment, variables, problems } = readEnvironment(folder, processVariables);
  const file = pipelineFile(path, folder);
  const text = given ?? readPipeline(file);
  const catalog = await loadCatalog(file, folder);
  const shown = shownPath(file, folder);
  const checked = await checkPipeline(text, {
    file,
    plugins: catalog,
    // What the environment says wrongly is told; the file is then checked against what it says by default.
    environment: environment ?? readEnvironment(folder, {}).environment ?? { host: '127.0.0.1', port: 0 },
    variables,
    checkFilter,
  });
  const all = [
    ...problems,
    ...catalog.problems,
    ...checked.problems.map((problem) => formatProblem(shown, problem)),
  ];
  const plan = all.length === 0 ? checked.plan : undefined;
  const files = [file, ...catalog.folders, ...catalog.files, ...checked.files];
  return {
    ...{ file: shown, text, files, catalog, problems: all },
    ...(environment && { environment }),
    ...(plan && { plan }),
  };
}

/**
 * Loads a pipeline that is to be run.
 *
 * @throws UserError with all that is wrong, one line each.
 */
export async function loadPipeline(path?: string, surroundings?: Surroundings): Promise<LoadedPipeline> {
  const { plan, environment, problems, ...found } = await checkPipelineFile(path, surroundings);
  if (plan === undefined || environment === undefined) throw new UserError(problems.join('\n'));
  return { plan, environment, ...found };
}

function readPipeline(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UserError(`cannot read the pipeline file: ${messageOf(error)}`, { cause: error });
  }
}

/** A file below the current folder is shown as the user would write it. */
function shownPath(file: string, folder: string): string {
  const path = relative(folder, file);
  return path.startsWith('..') ? file : path;
}
