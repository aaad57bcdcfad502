import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { messageOf } from '../../pipeline/errors.js';

/** A part that says nothing for this long is not well. Below the 5 s that probes commonly wait. */
const CHECK_MILLIS = 3000;

const HealthAnswer = Type.Object(
  {
    status: Type.Enum(['ok', 'failing']),
    parts: Type.Record(
      Type.String(),
      Type.Object({
        status: Type.Enum(['ok', 'failing']),
        reason: Type.Optional(Type.String({ description: 'Why it is failing' })),
        remedy: Type.Optional(Type.String({ description: 'What to do about it' })),
      }),
    ),
    reload: Type.Optional(
      Type.Object(
        {
          status: Type.Literal('failed'),
          at: Type.String({ format: 'date-time' }),
          problems: Type.Integer({ description: 'How many; the log names them' }),
        },
        { description: 'The last reload of the pipeline came to nothing, and the graph from before goes on' },
      ),
    ),
  },
  {
    examples: [
      {
        status: 'failing',
        parts: {
          database: { status: 'ok' },
          queue: {
            status: 'failing',
            reason: 'connect ECONNREFUSED 127.0.0.1:6379',
            remedy: 'start Redis, or see that REDIS_URL names it; records wait on disk meanwhile',
          },
        },
      },
    ],
  },
);

type Health = Static<typeof HealthAnswer>;
type Checks = Record<string, () => Promise<void>>;

interface HealthOptions {
  /** Where it came to nothing. */
  readonly lastReload?: (() => { at: string; problems: number } | undefined) | undefined;
  /** What to do about a part, by its name. */
  readonly remedies?: Readonly<Record<string, string>> | undefined;
  readonly checkMillis?: number;
}

export function healthRoute(
  parts: () => Checks,
  { lastReload = () => undefined, remedies = {}, checkMillis = CHECK_MILLIS }: HealthOptions = {},
) {
  return async (app: FastifyInstance): Promise<void> => {
    app.get(
      '/health',
      {
        config: { access: 'public' },
        schema: {
          tags: ['operation'],
          operationId: 'health',
          summary: 'Whether every part is well',
          response: { 200: HealthAnswer, 503: HealthAnswer },
        },
      },
      async (_request, reply) => {
        const health = await checkAll(parts(), remedies, checkMillis);
        const failed = lastReload();
        const reload = failed && { status: 'failed' as const, ...failed };
        return reply.code(health.status === 'ok' ? 200 : 503).send({ ...health, ...(reload && { reload }) });
      },
    );
  };
}

async function checkAll(
  checks: Checks,
  remedies: Readonly<Record<string, string>>,
  checkMillis: number,
): Promise<Health> {
  const parts = await Promise.all(
    Object.entries(checks).map(
      async ([name, check]) => [name, await checkPart(check, remedies[name], checkMillis)] as const,
    ),
  );
  const failing = parts.some(([, part]) => part.status === 'failing');
  return { status: failing ? 'failing' : 'ok', parts: Object.fromEntries(parts) };
}

async function checkPart(
  check: () => Promise<void>,
  remedy: string | undefined,
  checkMillis: number,
): Promise<Health['parts'][string]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${checkMillis} ms`)), checkMillis);
  });
  try {
    await Promise.race([check(), late]);
    return { status: 'ok' };
  } catch (error) {
    return { status: 'failing', reason: messageOf(error), ...(remedy !== undefined && { remedy }) };
  } finally {
    clearTimeout(timer);
  }
}
