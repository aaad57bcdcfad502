import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MILLIS = 200;
const PATIENCE_MILLIS = 120_000;

/** Resolves once a server's queue is empty, so that the work left by one measurement does not slow the next. */
export async function queueDrained(base: string, headers: Record<string, string>): Promise<void> {
  const url = new URL('/queue/status', base);
  for (const end = Date.now() + PATIENCE_MILLIS; ; await sleep(POLL_MILLIS)) {
    const response = await fetch(url, { headers });
    if (!response.ok) throw new Error(`${url} answers ${response.status} ${await response.text()}`);
    const { depth } = (await response.json()) as { depth: number };
    if (depth === 0) return;
    if (Date.now() > end)
      throw new Error(`${depth} chunks still wait in the queue after ${PATIENCE_MILLIS} ms`);
  }
}
