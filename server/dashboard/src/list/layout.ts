import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { widthOf } from '../view/columns.js';
import { density } from '../view/preferences.js';
import { view } from '../view/state.js';

function matching(query: string): ReadonlySignal<boolean> {
  const media = matchMedia(query);
  const matches = signal(media.matches);
  media.addEventListener('change', (event) => {
    matches.value = event.matches;
  });
  return matches;
}

/** On a phone a log takes two lines: what it is, and what it says. */
export const narrow = matching('(max-width: 640px)');
/** Nothing has room beside the list. */
export const small = matching('(max-width: 900px)');

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
      return width === undefined ? 'minmax(0, 1fr)' : `${width}px`;
    })
    .join(' '),
);

const LEAST_MESSAGE = 240;
const PADDING = 6;

/** What all columns together need; a list that is narrower scrolls sideways. */
export const leastWidth = computed(() => {
  const widths = view.value.columns.map((column) => widthOf(column) ?? LEAST_MESSAGE);
  return `${widths.reduce((sum, width) => sum + width, PADDING)}px`;
});
