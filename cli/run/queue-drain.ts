import { setTimeout as delay } from 'node:timers/promises';
import type { Queue } from '../../pipeline/queue.js';

/** Waits until a queue that does not outlast the process has been worked off, or `giveUp` aborts. */
export async function emptied(queue: Queue, giveUp: AbortSignal): Promise<void> {
  while (!giveUp.aborted && (await queue.status()).depth > 0) await delay(20);
}
