import { isDeepStrictEqual } from 'node:util';
import type { PipelinePlan, SinkPlan, StagePlan, TransformPlan } from './plan.js';

/** A stage that both plans have and that is not the same in them. */
export interface ChangedStage {
  readonly name: string;
  /** What differs, as pipeline.yaml calls it: `type`, `inputs`, `when`, `batch`, the names of options. */
  readonly what: readonly string[];
  /** Whether its instance can go on: only what lies around it differs (`inputs`, `when`, `batch`). */
  readonly rewired: boolean;
}

export interface StageChanges {
  readonly kept: readonly string[];
  readonly changed: readonly ChangedStage[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** How one checked plan differs from another, by section. */
export interface PlanChanges {
  readonly sources: StageChanges;
  /** What differs of the queue; empty when nothing does. */
  readonly queue: readonly string[];
  readonly transforms: StageChanges;
  readonly sinks: StageChanges;
}

/** The plugin's code is another: its file has changed, or `type:` names another plugin. */
const CODE = 'code of the plugin';
/** The content of files that the options name. */
const FILES = 'files it reads';

const WIRING: readonly string[] = ['inputs', 'when', 'batch'];

/** What has to change so that `before` becomes `after`. Pure. */
export function comparePlans(before: PipelinePlan, after: PipelinePlan): PlanChanges {
  return {
    sources: compareStages(before.sources, after.sources),
    queue: differences(before.queue, after.queue),
    transforms: compareStages(before.transforms, after.transforms),
    sinks: compareStages(before.sinks, after.sinks),
  };
}

/** All sections in one. */
export function allStages({ sources, transforms, sinks }: PlanChanges): StageChanges {
  const sections = [sources, transforms, sinks];
  return {
    kept: sections.flatMap(({ kept }) => kept),
    changed: sections.flatMap(({ changed }) => changed),
    added: sections.flatMap(({ added }) => added),
    removed: sections.flatMap(({ removed }) => removed),
  };
}

type AnyStage = StagePlan & Partial<TransformPlan & SinkPlan>;

function compareStages(before: readonly AnyStage[], after: readonly AnyStage[]): StageChanges {
  const old = new Map(before.map((stage) => [stage.name, stage]));
  const names = new Set(after.map(({ name }) => name));
  const pairs = after.flatMap((stage) => {
    const twin = old.get(stage.name);
    return twin === undefined ? [] : [{ name: stage.name, what: differences(twin, stage) }];
  });
  return {
    kept: pairs.filter(({ what }) => what.length === 0).map(({ name }) => name),
    changed: pairs
      .filter(({ what }) => what.length > 0)
      .map(({ name, what }) => ({ name, what, rewired: what.every((part) => WIRING.includes(part)) })),
    added: after.map(({ name }) => name).filter((name) => !old.has(name)),
    removed: before.map(({ name }) => name).filter((name) => !names.has(name)),
  };
}

function differences(one: AnyStage, other: AnyStage): string[] {
  const options = [...new Set([...Object.keys(one.options), ...Object.keys(other.options)])];
  const optionsThatDiffer = options.filter(
    (option) => !isDeepStrictEqual(one.options[option], other.options[option]),
  );
  return [
    ...(one.type === other.type ? [] : ['type']),
    ...(one.type === other.type && one.plugin !== other.plugin ? [CODE] : []),
    ...(isDeepStrictEqual(sorted(one.inputs), sorted(other.inputs)) ? [] : ['inputs']),
    ...(one.when === other.when ? [] : ['when']),
    ...(isDeepStrictEqual(one.batch, other.batch) ? [] : ['batch']),
    ...optionsThatDiffer,
    ...(one.contents === other.contents ? [] : [FILES]),
  ];
}

/** The order of inputs means nothing. */
function sorted(inputs: readonly string[] | undefined): readonly string[] | undefined {
  return inputs?.toSorted();
}
