import { Worker } from 'node:worker_threads';

/**
 * Waits on a futex, which keeps time to a tenth of a millisecond; the timers of an event loop come up to 2 ms late,
 * and to spin instead would take a core from the server that is measured.
 */
const THREAD = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { start, millisApart, count } = workerData;
  const cell = new Int32Array(new SharedArrayBuffer(4));
  for (let index = 0; index < count; index++) {
    const left = start + index * millisApart - Number(process.hrtime.bigint()) / 1e6;
    if (left > 0) Atomics.wait(cell, 0, 0, left);
    parentPort.postMessage(index);
  }
`;
/** Time for the thread to come up before the first tick is due. */
const START_MILLIS = 200;

/** Milliseconds on a clock that is the same in all threads. */
export function monotonicMillis(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/**
 * Calls `onTick` `count` times at `rate` a second, late ones at once, and resolves after the last.
 *
 * @param onTick gets the number of the tick from 0 and the {@link monotonicMillis} at which it was due
 */
export async function tick(
  rate: number,
  count: number,
  onTick: (index: number, due: number) => void,
): Promise<void> {
  const millisApart = 1_000 / rate;
  const start = monotonicMillis() + START_MILLIS;
  const thread = new Worker(THREAD, { eval: true, workerData: { start, millisApart, count } });
  await new Promise((resolve, reject) => {
    thread.on('message', (index: number) => onTick(index, start + index * millisApart));
    thread.on('exit', resolve).on('error', reject);
  });
}
