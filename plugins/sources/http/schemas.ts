import { Type } from 'typebox';

/** Answers of the calls, for OpenAPI and for Fastify's serialisers. */

const ErrorAnswer = (description: string) =>
  Type.Object(
    {
      statusCode: Type.Integer(),
      code: Type.String(),
      error: Type.String(),
      message: Type.String(),
    },
    {
      description,
      examples: [
        {
          statusCode: 400,
          code: 'LAF_INVALID_EVENT',
          error: 'Bad Request',
          message: 'message: is missing; allowed is a string',
        },
      ],
    },
  );

export const errorAnswers = {
  400: ErrorAnswer('The body is wrong: the field, the value and what is allowed.'),
  413: ErrorAnswer('The body is over the size limit; the decompressed size counts.'),
  415: ErrorAnswer('Content-Type, charset or Content-Encoding is not read; says what is.'),
  429: ErrorAnswer('Too many large bodies at once. Retry-After says when to try again.'),
  503: ErrorAnswer(
    'The queue is full or away, or the server shuts down. Retry-After says when to try again.',
  ),
};

const Id = Type.String({ description: 'Decimal 64-bit integer.' });

export const singleAnswers = {
  200: Type.Object(
    { id: Id, stored: Type.Literal(false) },
    {
      description: 'The pipeline left the event out on purpose.',
      examples: [{ id: '412316860416000', stored: false }],
    },
  ),
  201: Type.Object(
    { id: Id },
    { description: 'The event is committed in PostgreSQL.', examples: [{ id: '412316860416000' }] },
  ),
  202: Type.Object(
    { id: Id, pending: Type.Literal(true) },
    {
      description: 'The event is durable in the queue and not yet committed; Location says where it will be.',
      examples: [{ id: '412316860416000', pending: true }],
    },
  ),
  422: ErrorAnswer('The event could not be stored and is kept as a dead letter; says why.'),
  ...errorAnswers,
};

export const fastAnswers = {
  202: Type.Object(
    { accepted: Type.Literal(1) },
    { description: 'The event is durable in the queue.', examples: [{ accepted: 1 }] },
  ),
  ...errorAnswers,
};

export const batchAnswers = {
  202: Type.Object(
    {
      accepted: Type.Integer({ description: 'Records that are durable in the queue.' }),
      rejected: Type.Array(
        Type.Object({
          index: Type.Integer({
            description: 'Counts the records of the body from 0; empty lines are none.',
          }),
          reason: Type.String(),
        }),
        { description: 'The first 1000 records that were not taken.' },
      ),
      rejected_total: Type.Optional(
        Type.Integer({ description: 'How many were not taken, when `rejected` does not name all.' }),
      ),
    },
    {
      description: 'Good records are kept beside bad ones.',
      examples: [
        { accepted: 2, rejected: [{ index: 1, reason: 'message: is missing; allowed is a string' }] },
      ],
    },
  ),
  ...errorAnswers,
};
