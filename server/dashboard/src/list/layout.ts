import { computed, signal } from '@preact/signals';
import { widthOf } from '../view/columns.js';
import { density } from '../view/preferences.js';
import { view } from '../view/state.js';

const narrowScreen = matchMedia('(max-width: 640px)');

/** On a phone a log takes two lines: what it is, and what it says. */
export const narrow = signal(narrowScreen.matches);
narrowScreen.addEventListener('change', ({ matches }) => {
  narrow.value = matches;
});

/** Pixels. As list.css has it; the list measures what differs. */
export const rowHeight = computed(() => {
  const compact = density.value === 'compact';
  if (narrow.value) return compact ? 44 : 52;
  return compact ? 22 : 28;
});

/** For `grid-template-columns`. */
export const gridColumns = computed(() =>
  view.value.columns
    .map((column) => {
      const width = widthOf(column);
      return width === undefined ? 'minmax(240px, 1fr)' : `${width}px`;
    })
    .join(' '),
);
