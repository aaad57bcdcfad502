import { effect, signal } from '@preact/signals';
import { get } from '../api/client.js';
import { polled } from '../api/polled.js';
import type { Histogram, LogRecord } from '../api/types.js';
import { logList } from '../list/log-list.js';
import { isLive, selection, selectionParameters, view } from '../view/state.js';
import { withEvents } from './buckets.js';

const AGAIN_MILLIS = 5000;
const DRAW_MILLIS = 500;
const BUCKETS = 90;
const MOST_BUCKETS = 2000;
/** No log is older for the question when the first one was. */
const EARLIEST = '1980-01-01T00:00:00Z';

const counted = polled<Histogram>(
  async (abort) => {
    const parameters = selectionParameters(true);
    const from = parameters.from === '' ? await firstTime(abort) : parameters.from;
    return get('/logs/histogram', { ...parameters, from, buckets: BUCKETS }, abort);
  },
  AGAIN_MILLIS,
  () => isLive.value,
);

/** The counts by level over the range of the view, those of the live feed included as they come. */
export const histogram = signal<Histogram | undefined>(undefined);
export const histogramProblem = counted.problem;

/** Where all time begins: the counts by minute know in milliseconds. */
async function firstTime(abort: AbortSignal): Promise<string> {
  const all = await get<Histogram>('/logs/histogram', { from: EARLIEST, buckets: MOST_BUCKETS }, abort);
  return all.buckets.find(({ total }) => total > 0)?.timestamp ?? '-1h';
}

/** Counts for as long as the page is there. */
export function startCounts(): void {
  let since: LogRecord[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    void selection.value;
    if (view.value.page === 'logs') counted.ask();
  });
  effect(() => {
    since = [];
    histogram.value = counted.value.value;
  });
  logList.onLive((events) => {
    for (const event of events) since.push(event);
    if (timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      const base = counted.value.value;
      if (base !== undefined) histogram.value = withEvents(base, since, Date.now());
    }, DRAW_MILLIS);
  });
}
