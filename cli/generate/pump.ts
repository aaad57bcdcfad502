import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Pacer } from './pacer.js';
import type { Target } from './target.js';
import type { Workload } from './workload.js';

/** Lines made at once: long enough to be cheap, short enough (1.5 ms) for Ctrl-C and progress in between. */
const PIECE = 1_000;
/** Lines of a paced run are gathered for this long, as 100 a second is as smooth as anybody can see. */
const SHORTEST_SLEEP_MILLIS = 10;

export interface Job {
  workload: Workload;
  target: Target;
  /** Lines to send; Infinity for no end. */
  count: number;
  /** Absent: as fast as the target takes them. */
  pacer?: Pacer;
  signal: AbortSignal;
}

/** Moves lines to the target until they are all sent, the signal aborts or the target has had enough. */
export async function pump({ workload, target, count, pacer, signal }: Job): Promise<void> {
  for (let left = count; left > 0 && !signal.aborted && !target.ended; ) {
    const lines = workload.take(Math.min(left, pacer === undefined ? PIECE : pacer.due(PIECE)));
    left -= lines.length;
    if (lines.length > 0) await unlessAborted(target.send(lines), signal);
    if (pacer === undefined || left === 0) await nextTurn();
    else await pause(pacer, signal);
  }
}

/** Waits for `work`, but not past the signal: a receiver that no longer reads must not hold up Ctrl-C. */
function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => resolve();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

async function pause(pacer: Pacer, signal: AbortSignal): Promise<void> {
  const millis = pacer.untilNext();
  if (millis === 0) await nextTurn();
  else await sleep(Math.max(millis, SHORTEST_SLEEP_MILLIS), undefined, { signal }).catch(() => {});
}
