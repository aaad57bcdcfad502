import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import type { KeptLetter, LetterConditions } from '../../pipeline/dead-letters.js';
import type { DeadLetterDesk } from '../../pipeline/replay.js';
import { formatMicros } from '../../pipeline/time.js';
// What `config` of a route may say.
import type {} from '../access/authentication.js';
import { readTimeBounds } from '../parameters/time-bounds.js';
import { DeadLetterMissingError, ParameterError } from '../replies/errors.js';
import { EventIdSchema, errorAnswers } from '../schemas.js';

const Name = (description: string) => Type.Optional(Type.String({ maxLength: 256, description }));
const Time = (description: string) =>
  Type.Optional(Type.String({ maxLength: 64, description, examples: ['-15m'] }));

const conditions = {
  stage: Name('The stage that refused them last'),
  source: Name('The source they came in by, as pipeline.yaml names it'),
  reason: Type.Optional(
    Type.String({
      maxLength: 1024,
      description: 'Text that the reason holds as it stands, without regard to case',
    }),
  ),
  from: Time('Refused at this time or later: RFC 3339, or a duration back from now such as `-15m`'),
  to: Time('Refused before: written like `from`'),
};

const ListQuery = Type.Object(
  {
    ...conditions,
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'Dead letters in a page' }),
    cursor: Type.Optional(Type.String({ maxLength: 1024, description: '`next_cursor` of the page before' })),
  },
  { additionalProperties: false },
);

const MOST_KEYS = 10_000;
const Key = Type.String({ minLength: 1, maxLength: 512, description: '`key` of a dead letter' });

const Selection = Type.Object(
  {
    ...conditions,
    keys: Type.Optional(Type.Array(Key, { minItems: 1, maxItems: MOST_KEYS, description: 'Only these' })),
    all: Type.Optional(
      Type.Literal(true, { description: 'Every one there is: needed where nothing else is given' }),
    ),
  },
  {
    additionalProperties: false,
    description: 'What is given must all hold',
    examples: [{ stage: 'orders', from: '-1d' }],
  },
);

const EXAMPLE_LETTER = {
  key: '019a7c3e-4d2f-7000-8000-000000000001.0.orders',
  event_id: '412316860416000',
  received_at: '2025-11-11T10:20:30.000000Z',
  source: 'http',
  stage: 'orders',
  reason: 'does not match the pattern',
  sqlstate: null,
  column: null,
  tries: 1,
  refused_at: '2025-11-11T10:20:31.000000Z',
  replaying: false,
  size: 17,
  cut: false,
  encoding: 'text',
  raw: 'order seven done',
};

export const Letter = Type.Object(
  {
    key: Key,
    event_id: EventIdSchema,
    received_at: Type.String({ format: 'date-time', description: 'When the record arrived' }),
    source: Type.String({
      description: "The source it came in by; '' for bytes of the queue that nobody can read",
    }),
    stage: Type.String({ description: 'The stage that refused it last' }),
    reason: Type.String(),
    sqlstate: Type.Union([Type.String(), Type.Null()], { description: 'Where PostgreSQL refused it' }),
    column: Type.Union([Type.String(), Type.Null()], { description: 'The column PostgreSQL named' }),
    tries: Type.Integer({ description: 'How often it was refused' }),
    refused_at: Type.String({ format: 'date-time', description: 'When it was refused last' }),
    replaying: Type.Boolean({
      description: 'It has been sent on its way again; the outcome is not known yet',
    }),
    size: Type.Integer({ description: 'Bytes of the record' }),
    cut: Type.Boolean({ description: 'raw is only the beginning: a list shows 4096 bytes of each record' }),
    encoding: Type.Enum(['text', 'base64'], {
      description: 'How raw is written: base64 where it is no UTF-8',
    }),
    raw: Type.String({ description: 'The record as it came' }),
  },
  { examples: [EXAMPLE_LETTER] },
);

const Page = Type.Object(
  {
    dead_letters: Type.Array(Letter),
    next_cursor: Type.Union([Type.String(), Type.Null()], {
      description: 'Give it as `cursor` to get the next page; null on the last one',
    }),
  },
  { examples: [{ dead_letters: [EXAMPLE_LETTER], next_cursor: null }] },
);

const Replayed = Type.Object(
  {
    replayed: Type.Integer({ description: 'Dead letters that are on their way again' }),
    unreplayable: Type.Integer({
      description:
        'Those that cannot go again and stay: unreadable bytes of the queue, and records of a source that leads to no sink',
    }),
  },
  { examples: [{ replayed: 3, unreplayable: 0 }] },
);

const Dropped = Type.Object(
  { dropped: Type.Integer({ description: 'Dead letters that are gone' }) },
  { examples: [{ dropped: 3 }] },
);

const KeyParameter = Type.Object({ key: Key });
const tags = ['dead letters'];

export function deadLetterRoutes(desk: DeadLetterDesk) {
  return async (app: FastifyInstance): Promise<void> => {
    app.get<{ Querystring: Static<typeof ListQuery> }>(
      '/dead-letters',
      {
        schema: {
          tags,
          operationId: 'listDeadLetters',
          summary: 'Records that could not be stored, newest first',
          querystring: ListQuery,
          response: { 200: Page, ...errorAnswers(400, 503) },
        },
      },
      async ({ query }) => {
        const { limit, cursor } = query;
        const page = await desk.list({
          ...conditionsOf(query),
          limit,
          ...(cursor !== undefined && { cursor }),
        });
        return { dead_letters: page.letters.map(shown), next_cursor: page.nextCursor };
      },
    );

    app.get<{ Params: Static<typeof KeyParameter> }>(
      '/dead-letters/:key',
      {
        schema: {
          tags,
          operationId: 'getDeadLetter',
          summary: 'One of them, with its whole record',
          params: KeyParameter,
          response: { 200: Letter, ...errorAnswers(400, 404, 503) },
        },
      },
      async ({ params }) => {
        const letter = await desk.get(params.key);
        if (letter === undefined) throw new DeadLetterMissingError(params.key);
        return shown(letter);
      },
    );

    app.post<{ Body: Static<typeof Selection> }>(
      '/dead-letters/replay',
      {
        config: { access: 'admin' },
        schema: {
          tags,
          operationId: 'replayDeadLetters',
          summary: 'Send them through the graph again; each is stored once',
          body: Selection,
          response: { 200: Replayed, ...errorAnswers(400, 503) },
        },
      },
      async ({ body }) => desk.replay(selectionOf(body)),
    );

    app.post<{ Body: Static<typeof Selection> }>(
      '/dead-letters/drop',
      {
        config: { access: 'admin' },
        schema: {
          tags,
          operationId: 'dropDeadLetters',
          summary: 'Delete them for good',
          body: Selection,
          response: { 200: Dropped, ...errorAnswers(400, 503) },
        },
      },
      async ({ body }) => ({ dropped: await desk.drop(selectionOf(body)) }),
    );
  };
}

type Conditions = Pick<Static<typeof ListQuery>, 'stage' | 'source' | 'reason' | 'from' | 'to'>;

function conditionsOf({ stage, source, reason, from, to }: Conditions): LetterConditions {
  return {
    ...(stage !== undefined && { stage }),
    ...(source !== undefined && { source }),
    ...(reason !== undefined && { reason }),
    ...readTimeBounds(from, to),
  };
}

/** @throws ParameterError where nothing is selected: a slip of the pen must not mean all. */
function selectionOf({ all, keys, ...given }: Static<typeof Selection>): LetterConditions {
  const selected = { ...conditionsOf(given), ...(keys !== undefined && { keys }) };
  if (Object.keys(selected).length > 0 && all) {
    throw new ParameterError('body "all" stands alone: leave out the other fields, or "all"');
  }
  if (Object.keys(selected).length === 0 && !all) {
    throw new ParameterError(
      'body must say which dead letters: keys, stage, source, reason, from or to, or "all": true for every one',
    );
  }
  return selected;
}

function shown(letter: KeptLetter): Static<typeof Letter> {
  const { raw, size } = letter;
  const text = textOf(raw, raw.length < size);
  return {
    key: letter.key,
    event_id: letter.eventId,
    received_at: formatMicros(letter.receivedAtMicros),
    source: letter.source,
    stage: letter.stage,
    reason: letter.reason,
    sqlstate: letter.sqlState,
    column: letter.column,
    tries: letter.tries,
    refused_at: formatMicros(letter.refusedAtMicros),
    replaying: letter.replaying,
    size,
    cut: raw.length < size,
    encoding: text === undefined ? 'base64' : 'text',
    raw: text ?? raw.toString('base64'),
  };
}

/** Undefined when it is no UTF-8. A cut may go through a character, of which nothing is shown then. */
function textOf(raw: Buffer, cut: boolean): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw, { stream: cut });
  } catch {
    return undefined;
  }
}
