import { Type } from 'typebox';
import { LEVELS } from '../pipeline/level.js';

/** Schemas that several routes share. */

export const ErrorSchema = Type.Object(
  {
    statusCode: Type.Integer(),
    code: Type.String({ description: 'A name for programs; docs/api.md lists them' }),
    error: Type.String({ description: 'The words of the status code' }),
    message: Type.String({ description: 'For a person: the field, the bad value and what is allowed' }),
  },
  { description: 'What went wrong' },
);

export const EventIdSchema = Type.String({
  pattern: '^\\d{1,19}$',
  description: 'Decimal id of an event, a 64-bit integer; it grows with arrival',
  examples: ['412316860416000'],
});

export const EventSchema = Type.Object(
  {
    id: EventIdSchema,
    timestamp: Type.String({ format: 'date-time', description: 'When it happened; UTC, to the microsecond' }),
    received_at: Type.String({ format: 'date-time', description: 'When it arrived' }),
    level: Type.Enum(LEVELS),
    source: Type.String({ description: 'The host or service it came from' }),
    application: Type.String({ description: 'The program' }),
    message: Type.String(),
    metadata: Type.Record(Type.String(), Type.Unknown(), { description: 'Everything else, typed' }),
    format: Type.String({ description: 'The parser that read it' }),
  },
  { description: 'One log record' },
);

/** The error answers of a route, for its documentation. */
export function errorAnswers(...statusCodes: number[]): Record<number, typeof ErrorSchema> {
  return Object.fromEntries([...statusCodes, 401].map((statusCode) => [statusCode, ErrorSchema]));
}
