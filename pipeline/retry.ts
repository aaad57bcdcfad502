import { Backoff } from './backoff.js';
import { RetryableError } from './errors.js';

/**
 * Does `work` until it succeeds or fails with anything but a RetryableError, waiting longer each time. When `signal`
 * aborts, the last RetryableError is thrown.
 */
export async function untilDone<T>(
  work: () => Promise<T>,
  onRetry: (error: RetryableError) => void,
  signal: AbortSignal,
): Promise<T> {
  const backoff = new Backoff();
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof RetryableError) || signal.aborted) throw error;
      onRetry(error);
      await backoff.wait(signal);
    }
  }
}
