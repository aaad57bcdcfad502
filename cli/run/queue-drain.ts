import { setTimeout as delay } from 'node:timers/promises';
import { RetryableError } from '../../pipeline/errors.js';
import type { Queue } from '../../pipeline/queue.js';

const ASK_MILLIS = 20;

/** Waits until a queue has been worked off, also one that is away for a while, or `giveUp` aborts. */
export async function emptied(queue: Queue, giveUp: AbortSignal): Promise<void> {
  while (!giveUp.aborted && (await depthOf(queue)) !== 0) await delay(ASK_MILLIS);
}

/** Undefined while the queue cannot say. */
async function depthOf(queue: Queue): Promise<number | undefined> {
  try {
    return (await queue.status()).depth;
  } catch (error) {
    if (error instanceof RetryableError) return undefined;
    throw error;
  }
}
