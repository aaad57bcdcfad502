import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { errorAnswers } from '../schemas.js';
import { stageCounters } from '../stage-counters.js';

const Counts = (description: string) => Type.Optional(Type.Number({ minimum: 0, description }));

const Stage = Type.Object({
  name: Type.String({ description: 'As pipeline.yaml has it' }),
  kind: Type.Enum(['source', 'queue', 'transform', 'sink']),
  type: Type.String({ description: 'The plugin' }),
  inputs: Type.Array(Type.String(), { description: 'The stages it reads from' }),
  when: Type.Optional(Type.String({ description: 'The filter of the events it takes' })),
  counters: Type.Object(
    {
      records: Counts('Records a source has accepted or a sink has taken'),
      dropped: Counts('Records dropped where the sender cannot be told'),
      filtered: Counts('Events left out on purpose'),
      dead_letters: Counts('Records that became dead letters'),
      retries: Counts('Writes tried again'),
    },
    { description: 'Since the processes began; what a stage does not count is left out' },
  ),
});

export const PipelineAnswer = Type.Object(
  {
    stages: Type.Array(Stage, { description: 'From sources to sinks' }),
  },
  {
    examples: [
      { stages: [{ name: 'http', kind: 'source', type: 'http', inputs: [], counters: { records: 1200 } }] },
    ],
  },
);

/** A stage of the graph that runs. */
export interface StageShape {
  readonly name: string;
  readonly kind: 'source' | 'queue' | 'transform' | 'sink';
  readonly type: string;
  readonly inputs: readonly string[];
  readonly when?: string;
}

/**
 * @param stages those of the graph that runs now, from sources to sinks
 * @param metrics all metrics in Prometheus' text format
 */
export function pipelineRoute(stages: () => readonly StageShape[], metrics: () => Promise<string>) {
  return async (app: FastifyInstance): Promise<void> => {
    app.get(
      '/pipeline',
      {
        schema: {
          tags: ['operation'],
          operationId: 'pipeline',
          summary: 'The graph that runs, and what its stages have done',
          response: { 200: PipelineAnswer, ...errorAnswers() },
        },
      },
      async () => {
        const counters = stageCounters(await metrics());
        return { stages: stages().map((stage) => ({ ...stage, counters: counters.get(stage.name) ?? {} })) };
      },
    );
  };
}
