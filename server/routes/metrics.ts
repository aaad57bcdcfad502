import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { errorAnswers } from '../schemas.js';

const MetricsAnswer = Type.String({
  description: "Prometheus' text format 0.0.4",
  examples: ['# HELP laf_queue_up 1 when the queue answered\n# TYPE laf_queue_up gauge\nlaf_queue_up 1\n'],
});

export function metricsRoute(metrics: () => Promise<string>) {
  return async (app: FastifyInstance): Promise<void> => {
    app.get(
      '/metrics',
      {
        schema: {
          tags: ['operation'],
          operationId: 'metrics',
          summary: 'Figures for Prometheus',
          response: {
            200: { description: 'OK', content: { 'text/plain': { schema: MetricsAnswer } } },
            ...errorAnswers(),
          },
        },
      },
      async (_request, reply) => reply.type('text/plain; version=0.0.4; charset=utf-8').send(await metrics()),
    );
  };
}
