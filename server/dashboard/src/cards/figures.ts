import { effect } from '@preact/signals';
import { get } from '../api/client.js';
import { polled } from '../api/polled.js';
import type { QueueState, Stats } from '../api/types.js';
import { isLive, selection, selectionParameters, view } from '../view/state.js';

const STATS_MILLIS = 5000;
const HOURS_MILLIS = 10_000;

/** Of what the view selects, hidden levels included. */
export const stats = polled<Stats>(
  (abort) => get('/logs/stats', selectionParameters(true), abort),
  STATS_MILLIS,
  () => isLive.value,
);

/** Share of errors in the last hour, and in the one before. */
export const hours = polled(async (abort) => {
  const { filter } = view.value;
  const [last, before] = await Promise.all([
    get<Stats>('/logs/stats', { filter, from: '-1h' }, abort),
    get<Stats>('/logs/stats', { filter, from: '-2h', to: '-1h' }, abort),
  ]);
  return { last, before };
}, HOURS_MILLIS);

export const queue = polled<QueueState>((abort) => get('/queue/status', {}, abort), STATS_MILLIS);

/** Asks for as long as the page is there. */
export function startFigures(): void {
  effect(() => {
    void selection.value;
    if (view.value.page === 'logs') stats.ask();
  });
  let filter: string | undefined;
  effect(() => {
    if (view.value.filter === filter) return;
    filter = view.value.filter;
    hours.ask();
  });
  queue.ask();
}
