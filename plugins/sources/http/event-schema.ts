import { Type } from 'typebox';
import { LEVELS, levelOfWord } from '../../../pipeline/level.js';
import { parseRfc3339 } from '../../../pipeline/time.js';
import { shorten } from './http-error.js';

/** One event as a client sends it. Other fields are kept: they become metadata. */
export const EventBody = Type.Object(
  {
    message: Type.String({ description: 'For a person.' }),
    timestamp: Type.Optional(
      Type.String({
        format: 'date-time',
        description: 'When it happened, RFC 3339; arrival time when absent.',
      }),
    ),
    level: Type.Optional(
      Type.String({
        description: `${LEVELS.join(', ')} or a usual word for one (warning, notice, crit), any case.`,
      }),
    ),
    source: Type.Optional(
      Type.String({
        description: 'The host or service it came from; the address of the client when absent.',
      }),
    ),
    application: Type.Optional(Type.String({ description: 'The program.' })),
    metadata: Type.Optional(Type.Object({}, { additionalProperties: true, description: 'Everything else.' })),
  },
  {
    additionalProperties: true,
    description: 'One event. Fields of other names are kept as metadata.',
    examples: [{ message: 'user logged in', level: 'INFO', source: 'web-1', application: 'auth' }],
  },
);

type Fields = Record<string, unknown>;

/**
 * What is wrong with an event, as `field: value is no …; allowed is …`; undefined when nothing is. Written out instead
 * of compiled from {@link EventBody}: it looks at six fields and goes no deeper, so that neither 10,000 nested arrays
 * nor the hot path pay for it; a test holds the two together.
 */
export function eventProblem(event: unknown): string | undefined {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) {
    return `${shorten(event)} is no event; allowed is a JSON object with a message`;
  }
  const fields = event as Fields;
  if (typeof fields.message !== 'string') return messageProblem(fields);
  return (
    stringProblem('source', fields.source) ??
    stringProblem('application', fields.application) ??
    levelProblem(fields.level) ??
    timestampProblem(fields.timestamp) ??
    metadataProblem(fields.metadata)
  );
}

function messageProblem({ message }: Fields): string {
  return message === undefined
    ? 'message: is missing; allowed is a string'
    : wrongType('message', message, 'a string');
}

function stringProblem(field: string, value: unknown): string | undefined {
  return value === undefined || typeof value === 'string' ? undefined : wrongType(field, value, 'a string');
}

function levelProblem(level: unknown): string | undefined {
  if (level === undefined) return undefined;
  if (typeof level === 'string' && levelOfWord(level) !== undefined) return undefined;
  return `level: ${shorten(level)} is no level; allowed are ${LEVELS.join(', ')} and their usual words, in any case`;
}

function timestampProblem(timestamp: unknown): string | undefined {
  if (timestamp === undefined) return undefined;
  if (typeof timestamp === 'string' && parseRfc3339(timestamp) !== undefined) return undefined;
  return `timestamp: ${shorten(timestamp)} is no time; allowed is RFC 3339, such as 2025-11-11T10:20:30.123456Z`;
}

function metadataProblem(metadata: unknown): string | undefined {
  if (metadata === undefined) return undefined;
  const isObject = typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata);
  return isObject ? undefined : wrongType('metadata', metadata, 'an object');
}

function wrongType(field: string, value: unknown, allowed: string): string {
  return `${field}: ${shorten(value)} is of the wrong type; allowed is ${allowed}`;
}
