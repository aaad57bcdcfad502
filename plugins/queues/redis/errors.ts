import { setImmediate as turn } from 'node:timers/promises';
import { ReplyError } from 'ioredis';
import { messageOf, QueueFullError, RetryableError } from '../../../pipeline/errors.js';

/** Replies of a server that will be well again by itself or by its keeper. */
const PASSING =
  /^(LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|MISCONF|NOREPLICAS|BUSY|UNBLOCKED|MOVED|ASK|NOAUTH|NOPERM|WRONGPASS)\b/;

/** Redis's errors in the engine's types; one that is neither the world's fault nor the queue's size stays as it is. */
export function queueError(error: unknown): Error {
  const message = messageOf(error);
  if (error instanceof ReplyError) {
    if (message.startsWith('OOM')) return new QueueFullError(`Redis is out of memory: ${message}`);
    return PASSING.test(message) ? new RetryableError(`Redis: ${message}`) : (error as Error);
  }
  // A mistake in the program does not pass by itself.
  if (error instanceof TypeError || error instanceof RangeError) return error;
  // What ioredis says of a connection that is not there speaks of its own options.
  const reason = message.includes('enableOfflineQueue') ? 'there is no connection' : message;
  return new RetryableError(`Redis is away: ${reason}`, { cause: error });
}

export function isNoGroup(error: unknown): boolean {
  return error instanceof ReplyError && messageOf(error).startsWith('NOGROUP');
}

/**
 * Fails no sooner than a turn of the event loop later. ioredis refuses at once what it has no connection for: a caller
 * that tried again without a wait would keep the loop, and with it the connection, from coming back.
 */
export async function afterTurn<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    await turn();
    throw error;
  }
}
