import { effect, signal } from '@preact/signals';
import { get } from '../api/client.js';
import type { Stats } from '../api/types.js';
import { logList } from '../list/log-list.js';

/** Whether there is not one log yet, whatever the view. */
export const isFirstRun = signal(false);

const LOOK_MILLIS = 1000;
let watching = false;

/** An empty list asks once whether there is anything at all; from then on the first log is waited for. */
export function startFirstRun(): void {
  effect(() => {
    void logList.version.value;
    if (logList.loading.value || logList.problem.value !== undefined || watching) return;
    if (logList.window.rows.length === 0) void look();
  });
}

async function look(): Promise<void> {
  watching = true;
  const total = await get<Stats>('/logs/stats').then(
    (stats) => stats.total,
    () => undefined,
  );
  const empty = total === undefined ? isFirstRun.value : total === 0;
  if (isFirstRun.value && !empty) void logList.follow();
  isFirstRun.value = empty;
  if (empty) setTimeout(look, LOOK_MILLIS);
  else watching = false;
}
