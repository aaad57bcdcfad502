import type { FastifyReply } from 'fastify';
import { ClosingError, QueueFullError, RetryableError } from '../../../pipeline/errors.js';

/** What a client may wait when the queue is away: it needs longer than a queue that is full. */
const AWAY_RETRY_SECONDS = 5;

/** An answer that says what is wrong. Its body has Fastify's shape: statusCode, code, error, message. */
export class HttpError extends Error {
  override name = 'HttpError';

  constructor(
    readonly statusCode: number,
    readonly code: string,
    message: string,
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
  }
}

/** Answers the errors of this source; any other goes on to the server's own handler. */
export function sendError(error: unknown, reply: FastifyReply): void {
  const known = toHttpError(error);
  if (known === undefined) throw error;
  if (known.retryAfterSeconds !== undefined) reply.header('retry-after', String(known.retryAfterSeconds));
  reply.code(known.statusCode).send(known);
}

function toHttpError(error: unknown): HttpError | undefined {
  if (error instanceof HttpError) return error;
  if (error instanceof QueueFullError) {
    return new HttpError(503, 'LAF_QUEUE_FULL', error.message, error.retryAfterSeconds);
  }
  if (error instanceof ClosingError) return closing();
  if (error instanceof RetryableError) {
    return new HttpError(503, 'LAF_QUEUE_AWAY', error.message, AWAY_RETRY_SECONDS);
  }
  return undefined;
}

export function closing(): HttpError {
  return new HttpError(503, 'LAF_CLOSING', 'the server shuts down and takes nothing new', AWAY_RETRY_SECONDS);
}

/** A value from the client, short enough for a message. */
export function shorten(value: unknown): string {
  const text =
    typeof value === 'object' && value !== null
      ? Array.isArray(value)
        ? 'an array'
        : 'an object'
      : JSON.stringify(value);
  return text.length > 64 ? `${text.slice(0, 60)}…` : text;
}
