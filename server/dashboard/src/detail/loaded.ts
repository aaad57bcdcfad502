import { computed, effect, signal } from '@preact/signals';
import { getText } from '../api/client.js';
import { isAbort, messageOf } from '../api/http.js';
import type { LogRecord } from '../api/types.js';
import { logList } from '../list/log-list.js';
import { view } from '../view/state.js';
import { parseExact } from './exact-json.js';

export interface Loaded {
  /** As the list has it, or as it was fetched. */
  readonly event: LogRecord;
  /** With numbers to their last digit; the same as `event` until it is here. */
  readonly exact: Readonly<Record<string, unknown>>;
}

/** The log whose details are open. */
export const loaded = signal<Loaded | undefined>(undefined);
export const loadProblem = signal<string | undefined>(undefined);

const openId = computed(() => view.value.open);

/** What the list has is shown at once; the exact text follows. */
effect(() => {
  const id = openId.value;
  const known = logList.window.rows.findLast((row) => row.id === id);
  loadProblem.value = undefined;
  loaded.value = known && { event: known, exact: { ...known } };
  if (id === '') return;
  const abort = new AbortController();
  getText(`/logs/${encodeURIComponent(id)}`, abort.signal).then(
    (text) => {
      loaded.value = { event: JSON.parse(text), exact: parseExact(text) as Record<string, unknown> };
    },
    (error) => {
      // A log that the feed has brought may not be stored yet.
      if (!isAbort(error) && loaded.peek() === undefined) loadProblem.value = messageOf(error);
    },
  );
  return () => abort.abort();
});
