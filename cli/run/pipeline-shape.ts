import type { PipelinePlan } from '../../config/plan.js';
import type { StageShape } from '../../server/routes/pipeline.js';

/** The graph of a plan as GET /pipeline shows it, without the stages' options: those may hold passwords. */
export function pipelineShape(plan: PipelinePlan): StageShape[] {
  const { sources, queue, transforms, sinks } = plan;
  return [
    ...sources.map(({ name, kind, type }) => ({ name, kind, type, inputs: [] })),
    { name: queue.name, kind: queue.kind, type: queue.type, inputs: sources.map(({ name }) => name) },
    ...[...transforms, ...sinks].map(({ name, kind, type, inputs, when }) => ({
      ...{ name, kind, type, inputs },
      ...(when !== undefined && { when }),
    })),
  ];
}
