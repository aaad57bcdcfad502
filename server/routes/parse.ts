import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import type { Detector } from '../../pipeline/detection/detector.js';
import { sendJsonText } from '../replies/json-replies.js';
import { EventSchema, EXAMPLE_EVENT, errorAnswers } from '../schemas.js';

const ParseBody = Type.Object(
  {
    raw_log: Type.String({
      minLength: 1,
      description: 'One record as a program wrote it',
      examples: ['<34>1 2025-11-11T10:20:30Z host1 su - ID47 - failed for lonvick'],
    }),
  },
  {
    additionalProperties: false,
    examples: [{ raw_log: '<34>1 2025-11-11T10:20:30Z host1 su - ID47 - failed for lonvick' }],
  },
);

export const ParseAnswer = Type.Object(
  {
    format: Type.String({ description: 'The parser that read it' }),
    event: EventSchema,
    why: Type.String({ description: 'Which parser claimed it, and where the ones before it stopped' }),
    asked: Type.Array(
      Type.Object({
        format: Type.String(),
        claimed: Type.Boolean(),
        column: Type.Optional(
          Type.Integer({ minimum: 1, description: 'Where the record stopped being of this format' }),
        ),
        within: Type.Optional(Type.String({ description: 'The format whose message it was asked for' })),
      }),
      { description: 'The parsers that were asked, in order' },
    ),
    assumed: Type.Array(Type.String({ examples: ['zone: UTC'] }), {
      description: 'What the record does not say and was taken for granted',
    }),
  },
  {
    examples: [
      {
        format: 'json',
        event: EXAMPLE_EVENT,
        why: 'json claimed it',
        asked: [{ format: 'json', claimed: true }],
        assumed: [],
      },
    ],
  },
);

const FormatsAnswer = Type.Object(
  {
    formats: Type.Array(
      Type.Object({
        name: Type.String(),
        summary: Type.String(),
        sample: Type.String({ description: 'A record of this format' }),
      }),
      { description: 'In the order in which they are asked' },
    ),
  },
  { examples: [{ formats: [{ name: 'json', summary: 'JSON objects', sample: '{"message":"hello"}' }] }] },
);

const PatternsAnswer = Type.Object(
  {
    patterns: Type.Record(Type.String(), Type.String(), { description: 'Regular expressions by name' }),
  },
  { examples: [{ patterns: { INT: '[+-]?\\d+' } }] },
);

const tags = ['parsing'];

export function parseRoutes(detector: () => Detector, patterns: ReadonlyMap<string, string>) {
  return async (app: FastifyInstance): Promise<void> => {
    app.post<{ Body: Static<typeof ParseBody> }>(
      '/parse/auto',
      {
        schema: {
          tags,
          operationId: 'parseAuto',
          summary: 'Show how a record is read; stores nothing',
          body: ParseBody,
          response: { 200: ParseAnswer, ...errorAnswers(400, 413, 415) },
        },
      },
      async (request, reply) => {
        const { format, event, why, asked, assumed } = detector().explain(request.body.raw_log);
        // The event goes out as text, so that no number in it changes.
        const head = `{"format":${JSON.stringify(format)},"event":${event.toJsonText()}`;
        return sendJsonText(reply, `${head},${JSON.stringify({ why, asked, assumed }).slice(1)}`);
      },
    );

    app.get(
      '/parse/formats',
      {
        schema: {
          tags,
          operationId: 'listFormats',
          summary: 'The formats that are read',
          response: { 200: FormatsAnswer, ...errorAnswers() },
        },
      },
      async () => ({
        formats: detector().parsers.ordered.map(({ format, definition: { summary, sample } }) => ({
          name: format,
          summary,
          sample,
        })),
      }),
    );

    app.get(
      '/parse/patterns',
      {
        schema: {
          tags,
          operationId: 'listPatterns',
          summary: 'The named patterns of the regex transform',
          response: { 200: PatternsAnswer, ...errorAnswers() },
        },
      },
      async () => ({ patterns: Object.fromEntries(patterns) }),
    );
  };
}
