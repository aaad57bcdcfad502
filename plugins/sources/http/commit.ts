import type { FastifyReply } from 'fastify';
import { RetryableError } from '../../../pipeline/errors.js';
import type { Receipt } from '../../../pipeline/intake.js';
import type { CommitOutcome, Store } from '../../../pipeline/store.js';
import { HttpError } from './http-error.js';
import type { InFlight } from './in-flight.js';

const PENDING: CommitOutcome = { state: 'pending' };

/**
 * Waits for the commit of one durable event and says how it ended. A stop ends the wait: the event is safe in the
 * queue, and a shutdown does not wait for workers.
 */
export async function awaitOutcome(
  store: Pick<Store, 'awaitCommit'>,
  chunkId: string,
  timeoutMillis: number,
  inFlight: InFlight,
): Promise<CommitOutcome> {
  try {
    return await inFlight.untilClosing(store.awaitCommit(chunkId, timeoutMillis), PENDING);
  } catch (error) {
    // The database is away; the event waits in the queue until it is back.
    if (error instanceof RetryableError) return PENDING;
    throw error;
  }
}

/** @throws HttpError 422 when the event has become a dead letter. */
export async function answerOutcome(
  outcome: CommitOutcome,
  receipt: Receipt,
  store: Pick<Store, 'get'>,
  reply: FastifyReply,
): Promise<object> {
  const id = receipt.firstId;
  if (outcome.state === 'pending') {
    reply.code(202).header('location', `/logs/${id}`);
    return { id, pending: true };
  }
  const letter = outcome.deadLetters.find(({ index }) => index === receipt.firstIndex);
  if (letter !== undefined)
    throw new HttpError(422, 'LAF_DEAD_LETTER', `event ${id} is a dead letter: ${letter.reason}`);
  const stored = outcome.filtered === 0 || (outcome.stored > 0 && (await store.get(id)) !== undefined);
  reply.code(stored ? 201 : 200);
  return stored ? { id } : { id, stored: false };
}
