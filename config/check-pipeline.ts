import { checkAddresses, type OwnAddresses } from './check-addresses.js';
import { checkGraph } from './check-graph.js';
import { type BatchOptions, checkStage, type FilterCheck } from './check-stage.js';
import type { PipelinePlan, SinkPlan, StagePlan, TransformPlan } from './plan.js';
import type { PluginLookup } from './plugin-lookup.js';
import type { Problem } from './problem.js';
import { Report, readDrafts, type StageDraft } from './stage-drafts.js';
import type { Variables } from './variables.js';
import { YamlSource } from './yaml-source.js';

export interface CheckContext {
  /** Name of the file, for the plan and for messages. */
  readonly file: string;
  readonly plugins: PluginLookup;
  /** `redisUrl` decides what `queue: { type: auto }` is; the addresses must not be used by a stage. */
  readonly environment: OwnAddresses & { readonly redisUrl?: string };
  /** What `${VAR}` stands for. */
  readonly variables: Variables;
  readonly checkFilter: FilterCheck;
}

export interface CheckResult {
  /** Only when there are no problems. */
  readonly plan?: PipelinePlan;
  /** In the order of the file. */
  readonly problems: Problem[];
  /** The files and folders that its stages read. */
  readonly files: readonly string[];
}

/**
 * Reads the text of a pipeline.yaml. Finds all mistakes at once, in the order of the file; there is a plan only when
 * there are none. Never rejects for what the text may hold.
 */
export async function checkPipeline(
  text: string,
  { file, plugins, environment, variables, checkFilter }: CheckContext,
): Promise<CheckResult> {
  const source = new YamlSource(text, variables);
  if (source.data === undefined) return { problems: source.problems, files: [] };
  const report = new Report(source);
  const drafts = readDrafts(source.data, report);
  const automaticQueue = environment.redisUrl === undefined ? 'disk' : 'redis';
  // One after the other, so that a plugin's file is loaded once and mistakes keep their order.
  for (const draft of drafts) await checkStage(draft, { plugins, checkFilter, automaticQueue, report });
  checkGraph(drafts, report);
  checkAddresses(drafts, environment, report);
  const problems = report.sorted();
  const files = drafts.flatMap((draft) => draft.files);
  return { problems, files, ...(problems.length === 0 && { plan: planOf(file, drafts) }) };
}

function planOf(file: string, drafts: readonly StageDraft[]): PipelinePlan {
  const ofKind = (kind: StageDraft['kind']) => drafts.filter((draft) => draft.kind === kind);
  return {
    file,
    sources: ofKind('source').map(stagePlan),
    queue: ofKind('queue').map(stagePlan)[0]!,
    transforms: ofKind('transform').map(transformPlan),
    sinks: ofKind('sink').map(sinkPlan),
  };
}

/** A draft without mistakes has all its parts. */
function stagePlan({ name, kind, type, plugin, options, files, contents }: StageDraft): StagePlan {
  return { name, kind, type: type!, plugin: plugin!, options: options!, files, contents };
}

function transformPlan(draft: StageDraft): TransformPlan {
  const inputs = draft.inputs.map(({ name }) => name);
  return { ...stagePlan(draft), inputs, ...(draft.when !== undefined && { when: draft.when }) };
}

function sinkPlan(draft: StageDraft): SinkPlan {
  const { max_events, max_bytes, max_wait } = draft.batch as BatchOptions;
  return {
    ...transformPlan(draft),
    batch: { maxEvents: max_events, maxBytes: max_bytes, maxWaitMillis: max_wait },
  };
}
