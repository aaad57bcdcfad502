import { computed, effect } from '@preact/signals';
import { get } from '../api/client.js';
import { polled } from '../api/polled.js';
import type { Patterns } from '../api/types.js';
import { selection, selectionParameters, view } from '../view/state.js';

const AGAIN_MILLIS = 15_000;
const MOST = 200;
const STEPS = 40;

/** Templates of what the view selects. */
export const patterns = polled<Patterns>(
  (abort) => get('/logs/patterns', { ...selectionParameters(), limit: MOST, buckets: STEPS }, abort),
  AGAIN_MILLIS,
  () => view.value.live && view.value.to === '',
);

/** In the order that is wanted: as they come, or the newest first; those whose beginning is not known are last. */
export const sorted = computed(() => {
  const found = patterns.value.value?.patterns ?? [];
  if (view.value.sort === 'count') return found;
  return found.toSorted((a, b) => ((a.first_seen ?? '') < (b.first_seen ?? '') ? 1 : -1));
});

/** Asks for as long as the page is there. */
export function watchPatterns(): () => void {
  const end = effect(() => {
    void selection.value;
    patterns.ask();
  });
  return () => {
    end();
    patterns.stop();
  };
}
