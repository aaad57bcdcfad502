/**
 * The type of an error decides what the engine does with the records at hand:
 *
 * - `RetryableError`: the world is at fault and may heal (a database that is away). Tried again with back-off.
 * - `PermanentError`: the record is at fault and will stay so. It becomes a dead letter.
 * - anything else is a bug: the worker stops and its chunks stay in the queue.
 */
export class RetryableError extends Error {
  override name = 'RetryableError';
}

export class PermanentError extends Error {
  override name = 'PermanentError';
}

/** The queue holds as much as it may. `retryAfterSeconds` (≥ 1) is what a client is told. */
export class QueueFullError extends RetryableError {
  override name = 'QueueFullError';

  constructor(
    message: string,
    readonly retryAfterSeconds = 1,
  ) {
    super(message);
  }
}

/** The process shuts down and takes nothing new. */
export class ClosingError extends RetryableError {
  override name = 'ClosingError';
}

/** What the user wrote is wrong; the program ends with exit code 1. */
export class UserError extends Error {
  override name = 'UserError';
}

/** The environment is wrong (a port taken, a database away at start); the program ends with exit code 2. */
export class EnvironmentError extends Error {
  override name = 'EnvironmentError';
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
