import { spawn } from 'node:child_process';
import { json } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('./ingest.js', import.meta.url));
const FULL_RATE_MILLIS = 8000;

/** A process that writes meanwhile. */
export interface Ingest {
  /** @returns events a second that it wrote */
  stop(): Promise<number>;
}

/** @param rate events a second; 0 is as fast as it goes */
export function startIngest(url: string, rate: number): Ingest {
  const child = spawn(process.execPath, ['--max-semi-space-size=32', SCRIPT, url, String(rate)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const told = json(child.stdout) as Promise<{ events: number; seconds: number }>;
  return {
    stop: async () => {
      child.stdin.end();
      const { events, seconds } = await told;
      return Math.round(events / seconds);
    },
  };
}

/** Events a second when nobody asks anything. */
export async function fullRate(url: string): Promise<number> {
  const ingest = startIngest(url, 0);
  await delay(FULL_RATE_MILLIS);
  return ingest.stop();
}
