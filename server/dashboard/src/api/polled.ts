import { type ReadonlySignal, signal } from '@preact/signals';
import { isAbort, messageOf } from './http.js';

export interface Polled<Value> {
  /** The last answer; it stays while the next one is on its way. */
  readonly value: ReadonlySignal<Value | undefined>;
  readonly problem: ReadonlySignal<string | undefined>;
  /** Asks at once, and goes on from there. */
  ask(): void;
  stop(): void;
}

/** A question that takes long is asked less often: the database has others to answer. */
const SHARE_OF_TIME = 10;

/** Asks again and again while the page is to be seen. */
export function polled<Value>(
  question: (abort: AbortSignal) => Promise<Value>,
  millis: number,
  again: () => boolean = () => true,
): Polled<Value> {
  const value = signal<Value | undefined>(undefined);
  const problem = signal<string | undefined>(undefined);
  let abort = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function ask(): Promise<void> {
    stop();
    abort = new AbortController();
    const mine = abort;
    const began = performance.now();
    try {
      const answer = await question(mine.signal);
      if (mine.signal.aborted) return;
      value.value = answer;
      problem.value = undefined;
    } catch (error) {
      if (isAbort(error) || mine.signal.aborted) return;
      problem.value = messageOf(error);
    }
    const pause = Math.max(millis, (performance.now() - began) * SHARE_OF_TIME);
    timer = setTimeout(next, pause);
  }

  function next(): void {
    if (document.visibilityState === 'visible' && again()) void ask();
    else timer = setTimeout(next, millis);
  }

  function stop(): void {
    clearTimeout(timer);
    abort.abort();
  }

  return { value, problem, ask: () => void ask(), stop };
}
