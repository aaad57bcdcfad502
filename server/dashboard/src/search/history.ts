import { signal } from '@preact/signals';

/** What has been searched and saved, in this browser. */

const HISTORY = 'laf.history';
const VIEWS = 'laf.views';
const MOST_SEARCHES = 50;

export interface SavedView {
  readonly name: string;
  /** The query of its address. */
  readonly query: string;
}

function stored<Item>(key: string): Item[] {
  try {
    const items = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(items) ? items : [];
  } catch {
    return [];
  }
}

export const searches = signal<readonly string[]>(stored<string>(HISTORY));
export const savedViews = signal<readonly SavedView[]>(stored<SavedView>(VIEWS));

/** Puts a filter in front of the searches before it. */
export function remember(filter: string): void {
  const text = filter.trim();
  if (text === '') return;
  searches.value = [text, ...searches.value.filter((one) => one !== text)].slice(0, MOST_SEARCHES);
  localStorage.setItem(HISTORY, JSON.stringify(searches.value));
}

/** A view of the same name is replaced. */
export function saveView(view: SavedView): void {
  keepViews([...savedViews.value.filter(({ name }) => name !== view.name), view]);
}

export function forgetView(name: string): void {
  keepViews(savedViews.value.filter((view) => view.name !== name));
}

function keepViews(views: readonly SavedView[]): void {
  savedViews.value = views.toSorted((a, b) => a.name.localeCompare(b.name));
  localStorage.setItem(VIEWS, JSON.stringify(savedViews.value));
}
