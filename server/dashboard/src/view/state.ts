import { computed, signal } from '@preact/signals';
import { type Selection, selectionOf, shownLevels } from './selection.js';
import { FIRST_VIEW, readView, type View, writeView } from './view.js';

const LAST_LAYOUT = 'laf.layout';

/** How somebody likes the list to look; an address without a query opens with it. */
const LAYOUT = ['columns', 'wrap', 'fields', 'clock', 'facets', 'newest'] as const satisfies (keyof View)[];

export const view = signal<View>(firstView());

function firstView(): View {
  const query = location.search.slice(1);
  if (query !== '') return readView(query);
  const layout = readView(localStorage.getItem(LAST_LAYOUT) ?? '');
  return { ...FIRST_VIEW, ...Object.fromEntries(LAYOUT.map((key) => [key, layout[key]])) };
}

/**
 * Changes the view and the address with it.
 *
 * @param how `push` where Back should lead to the view before, `replace` for what nobody wants to go back to
 */
export function changeView(change: Partial<View>, how: 'push' | 'replace' = 'push'): void {
  const next = { ...view.value, ...change };
  const query = writeView(next);
  if (query === writeView(view.value)) return;
  view.value = next;
  localStorage.setItem(
    LAST_LAYOUT,
    writeView({ ...FIRST_VIEW, ...Object.fromEntries(LAYOUT.map((key) => [key, next[key]])) }),
  );
  const address = query === '' ? location.pathname : `?${query}`;
  if (how === 'push') history.pushState(null, '', address);
  else history.replaceState(null, '', address);
}

addEventListener('popstate', () => {
  view.value = readView(location.search.slice(1));
});

/** As text. A change of anything else in the view asks for nothing anew. */
export const selection = computed(() => JSON.stringify(selectionOf(view.value)));

/** @param withHidden counts of hidden levels are wanted, too */
export function selectionParameters(
  withHidden = false,
): Selection & Record<string, string | readonly string[]> {
  const parameters = JSON.parse(selection.value);
  return withHidden ? { ...parameters, level: [] } : parameters;
}

/** The same for the live feed, which knows only filters. */
export const liveFilter = computed(() => {
  const { filter, hidden } = view.value;
  if (hidden.length === 0) return filter;
  const levels = `level:(${shownLevels(hidden).join(' OR ')})`;
  return filter.trim() === '' ? levels : `(${filter}) ${levels}`;
});

/** Live logs are those of now, so a range that ends has none. */
export const isLive = computed(() => view.value.live && view.value.to === '' && view.value.page === 'logs');
