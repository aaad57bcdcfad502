import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { get } from '../api/client.js';
import { isAbort, messageOf } from '../api/http.js';
import type { LogContext, LogPage, LogRecord } from '../api/types.js';
import { clockText } from '../list/clock.js';
import { Message } from '../list/message.js';
import { openDetail } from '../list/selection.js';
import { nextMicro } from '../view/range.js';
import { view } from '../view/state.js';

const NEIGHBOURS = 12;

/** What the same source has said before and after. */
export function Context({ event }: { event: LogRecord }): JSX.Element {
  const filtered = useSignal(false);
  const rows = useSignal<readonly LogRecord[] | undefined>(undefined);
  const problem = useSignal('');
  const { filter } = view.value;
  const wanted = filtered.value && filter !== '' ? filter : '';
  useEffect(() => {
    const abort = new AbortController();
    neighbours(event, wanted, abort.signal).then(
      (found) => {
        rows.value = found;
        problem.value = '';
      },
      (error) => {
        if (!isAbort(error)) problem.value = messageOf(error);
      },
    );
    return () => abort.abort();
  }, [event.id, wanted, rows, problem, event]);
  return (
    <div class="context">
      <p class="context-head">
        <span>
          Around it, from <strong>{event.source || 'no source'}</strong>
        </span>
        {filter !== '' && (
          <label>
            <input
              type="checkbox"
              checked={filtered.value}
              onChange={() => (filtered.value = !filtered.value)}
            />{' '}
            Only what the filter finds
          </label>
        )}
      </p>
      {problem.value !== '' && <p class="problem">{problem.value}</p>}
      <ol class="context-rows">
        {rows.value?.map((row) => (
          <li key={row.id}>
            <button
              type="button"
              aria-current={row.id === event.id}
              data-level={row.level}
              onClick={() => openDetail(row.id)}
            >
              <time dateTime={row.timestamp}>
                {clockText(row.timestamp, view.value.clock, Date.now()).slice(-12)}
              </time>
              <span class={`level level-${row.level}`}>{row.level}</span>
              <span class="context-message">
                <Message event={row} wrap={false} fields={false} />
              </span>
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}

async function neighbours(event: LogRecord, filter: string, abort: AbortSignal): Promise<LogRecord[]> {
  if (filter === '') {
    const query = { before: NEIGHBOURS, after: NEIGHBOURS };
    const context = await get<LogContext>(`/logs/${event.id}/context`, query, abort);
    return [...context.before, context.event, ...context.after];
  }
  const query = { filter, source: event.source, limit: NEIGHBOURS + 1 };
  const [before, after] = await Promise.all([
    get<LogPage>('/logs/', { ...query, to: nextMicro(event.timestamp) }, abort),
    get<LogPage>('/logs/', { ...query, from: event.timestamp, order: 'asc' }, abort),
  ]);
  const byId = new Map([...before.logs.reverse(), event, ...after.logs].map((row) => [row.id, row]));
  return [...byId.values()];
}
