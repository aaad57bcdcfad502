import { setTimeout as delay } from 'node:timers/promises';
import type { World } from './world/world.js';

const ASK_MILLIS = 500;
/** Nothing has moved for so long: something is stuck. */
const STUCK_MILLIS = 120_000;

/** Waits until all processes are well and nothing is in the queue or in a spool. @throws what is stuck */
export async function settled(world: World, signal: AbortSignal): Promise<void> {
  let [last, movedAt, empty] = ['', performance.now(), 0];
  while (empty < 2) {
    signal.throwIfAborted();
    const state = await stateOf(world);
    const text = JSON.stringify(state);
    empty = state.done ? empty + 1 : 0;
    if (text !== last) movedAt = performance.now();
    last = text;
    if (performance.now() - movedAt > STUCK_MILLIS && empty === 0)
      throw new Error(`nothing has moved for ${STUCK_MILLIS / 1000} s: ${text}`);
    await delay(ASK_MILLIS);
  }
}

/** What is not ready, what is in the queue, what in the spools. */
async function stateOf(world: World): Promise<{ done: boolean }> {
  const away = world.members.filter(({ process }) => !process.ready).map(({ process }) => process.name);
  const status = await ask(`${world.with('server')[0]!.url}/queue/status`);
  const spools = await Promise.all(
    world.with('ingest').map(async ({ url }) => {
      const metrics = await ask(`${url}/metrics`);
      return metrics === undefined ? undefined : Number(/^laf_spool_bytes (\S+)/m.exec(metrics)?.[1] ?? 0);
    }),
  );
  const { depth, pending, consumers } = JSON.parse(status ?? '{}');
  const done = away.length === 0 && depth === 0 && spools.every((bytes) => bytes === 0);
  return { done, ...{ away, depth, pending, consumers: consumers?.length, spools } };
}

async function ask(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
    return response.ok ? await response.text() : undefined;
  } catch {
    return undefined;
  }
}
