import type { JSX } from 'preact';
import { rangeTitle } from '../view/range.js';
import { changeView, view } from '../view/state.js';
import { clockText } from './clock.js';
import { logList } from './log-list.js';

/** Why there is nothing to be seen, and what to do about it. */
export function EmptyList(): JSX.Element {
  const { filter, from, to, hidden, clock } = view.value;
  if (logList.loading.value) {
    const backTo = logList.searchedBackTo.value;
    if (backTo === undefined) return <p class="empty">Looking …</p>;
    return (
      <p class="empty">
        Nothing since <time dateTime={backTo}>{clockText(backTo, clock, Date.now())}</time>. Looking further
        back …
      </p>
    );
  }
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
        <strong>{logList.unfinished.value ? 'The search took too long' : 'No logs match'}</strong> (
        {rangeTitle(from, to)})
      </p>
      {logList.unfinished.value && (
        <p>The server ended it. A shorter time, or a field in the filter, helps.</p>
      )}
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
