import { expect, it } from 'vitest';
import { RetryableError } from '../../pipeline/errors.js';
import type { QueueStatus } from '../../pipeline/queue.js';
import { NopQueue } from '../../test/support/doubles.js';
import { emptied } from './queue-drain.js';

/** A queue that is away when first asked, then has one chunk, then none. */
class RecoveringQueue extends NopQueue {
  asked = 0;

  override async status(): Promise<QueueStatus> {
    this.asked += 1;
    if (this.asked === 1) throw new RetryableError('Redis is away');
    return { ...(await super.status()), depth: this.asked === 2 ? 1 : 0 };
  }
}

it('waits for a queue that is away to come back, and then until it is empty', async () => {
  const queue = new RecoveringQueue();
  await emptied(queue, new AbortController().signal);
  expect(queue.asked).toBe(3);
});
