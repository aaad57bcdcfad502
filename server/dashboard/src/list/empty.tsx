import type { JSX } from 'preact';
import { rangeTitle } from '../view/range.js';
import { changeView, view } from '../view/state.js';
import { logList } from './log-list.js';

/** Why there is nothing to be seen, and what to do about it. */
export function EmptyList(): JSX.Element {
  const { filter, from, to, hidden } = view.value;
  if (logList.loading.value) return <p class="empty">Looking …</p>;
  if (logList.problem.value !== undefined) {
    return (
      <div class="empty" role="alert">
        <p>{logList.problem.value.message}</p>
      </div>
    );
  }
  return (
    <div class="empty">
      <p>
        <strong>No logs match</strong> ({rangeTitle(from, to)})
      </p>
      <div class="choices">
        {from !== '' && (
          <button type="button" class="button" onClick={() => changeView({ from: '', to: '' })}>
            Search all time
          </button>
        )}
        {filter !== '' && (
          <button type="button" class="button" onClick={() => changeView({ filter: '' })}>
            Remove the filter
          </button>
        )}
        {hidden.length > 0 && (
          <button type="button" class="button" onClick={() => changeView({ hidden: [] })}>
            Show all levels
          </button>
        )}
      </div>
    </div>
  );
}
