import type { PipelinePlan } from './plan.js';

/**
 * `after` with the sources that only `before` has: their last chunks may be in the queue still, and go to the stages that
 * read them before, where these are there still. A source of which no such stage is left is left out.
 */
export function withLeavingSources(after: PipelinePlan, before: PipelinePlan): PipelinePlan {
  const taken = new Set([...after.sources, ...after.transforms, ...after.sinks].map(({ name }) => name));
  const leaving = before.sources.filter(({ name }) => !taken.has(name));
  const read = new Set<string>();
  const reading = <Stage extends { name: string; inputs: readonly string[] }>(
    stages: readonly Stage[],
    old: readonly Stage[],
  ): Stage[] =>
    stages.map((stage) => {
      const inputs = old.find(({ name }) => name === stage.name)?.inputs ?? [];
      const more = leaving.map(({ name }) => name).filter((name) => inputs.includes(name));
      for (const name of more) read.add(name);
      return more.length === 0 ? stage : { ...stage, inputs: [...stage.inputs, ...more] };
    });
  const transforms = reading(after.transforms, before.transforms);
  const sinks = reading(after.sinks, before.sinks);
  return {
    ...after,
    transforms,
    sinks,
    sources: [...after.sources, ...leaving.filter(({ name }) => read.has(name))],
  };
}
