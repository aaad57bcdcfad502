import { effect, useSignal } from '@preact/signals';
import type { JSX, TargetedEvent } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { paused } from '../live/state.js';
import { view } from '../view/state.js';
import { EmptyList } from './empty.js';
import { Header } from './header.js';
import { gridColumns, leastWidth, narrow, rowHeight } from './layout.js';
import { logList } from './log-list.js';
import { MissedNote, NewLogs } from './new-logs.js';
import { Row, rowId } from './row.js';
import { indexOf, openDetail, rowAt, selected } from './selection.js';
import { useVirtualRows } from './virtual-rows.js';

const HEAD_HEIGHT = 30;
/** More is fetched this many rows before the end is reached. */
const AHEAD = 400;
/** Nearer to the newest row than this many pixels is at it. */
const AT_EDGE = 8;
/** The number of slots changes seldom. */
const SLOT_STEP = 32;
const RELATIVE_TICK_MILLIS = 5000;

/** The logs. */
export function List(): JSX.Element {
  const { columns, wrap, fields, clock, newest } = view.value;
  const scroller = useRef<HTMLDivElement>(null);
  const away = useSignal(false);
  const now = useNow(clock === 'relative');
  void logList.version.value;
  const count = logList.window.rows.length;
  const { items, height, virtualizer } = useVirtualRows({
    scroller,
    count,
    keyOf: (index) => rowAt(index)?.id ?? String(index),
    rowHeight: rowHeight.value,
    above: narrow.value ? 0 : HEAD_HEIGHT,
  });

  // At the newest row the list follows; further away, or paused, it stays as it is.
  useEffect(
    () =>
      effect(() => {
        const hold = paused.value || away.value;
        if (hold) logList.hold();
        else if (logList.held.peek()) void logList.follow();
      }),
    [away],
  );
  useLayoutEffect(() => {
    const element = scroller.current!;
    if (!logList.held.value && count > 0) element.scrollTop = newest === 'top' ? 0 : element.scrollHeight;
  }, [logList.version.value, logList.held.value, newest, count]);
  const sought = useRef('');
  useEffect(() => {
    const index = indexOf(selected.value);
    sought.current = index < 0 ? '' : selected.value;
    if (index >= 0) virtualizer.scrollToIndex(index, { align: 'auto' });
  }, [selected.value, virtualizer]);
  // Rows that come while it is scrolled to can move it away again.
  useEffect(() => {
    const index = indexOf(sought.current);
    if (index < 0) return;
    const { startIndex, endIndex } = virtualizer.range ?? { startIndex: 0, endIndex: -1 };
    if (index >= startIndex && index <= endIndex) sought.current = '';
    else virtualizer.scrollToIndex(index, { align: 'auto' });
  });

  // After each drawing: a jump, or a page that has come, can lead near an end without another scroll.
  useEffect(() => {
    const { startIndex, endIndex } = virtualizer.range ?? { startIndex: 0, endIndex: 0 };
    const [toOldest, toNewest] =
      newest === 'top' ? [count - endIndex, startIndex] : [startIndex, count - endIndex];
    if (toOldest < AHEAD) void logList.loadOlder();
    if (toNewest < AHEAD) void logList.loadNewer();
  });

  const onScroll = ({ currentTarget: element }: TargetedEvent<HTMLDivElement>) => {
    const fromEdge =
      newest === 'top' ? element.scrollTop : element.scrollHeight - element.clientHeight - element.scrollTop;
    away.value = fromEdge > AT_EDGE || logList.hasNewer.value;
  };
  const toNewest = () => {
    paused.value = false;
    away.value = false;
    if (!logList.held.value)
      scroller.current!.scrollTop = newest === 'top' ? 0 : scroller.current!.scrollHeight;
  };

  // A row that leaves gives its elements to one that comes; new logs at the top move none of them to another slot.
  const slots = Math.ceil((items.length + 1) / SLOT_STEP) * SLOT_STEP;
  const active = items.some(({ index }) => rowAt(index)?.id === selected.value);
  return (
    <section class="list" aria-label="Logs" aria-busy={logList.loading.value}>
      <div
        ref={scroller}
        role="grid"
        class={`scroller ${wrap ? 'wrap' : ''}`}
        tabIndex={0}
        aria-label="Logs"
        aria-rowcount={logList.hasOlder.value ? -1 : count + 1}
        aria-activedescendant={active ? rowId(selected.value) : undefined}
        style={{ '--columns': gridColumns.value, '--least-width': leastWidth.value }}
        onScroll={onScroll}
        onClick={(event) => {
          const row = (event.target as Element).closest<HTMLElement>('.row[data-index]');
          if (row !== null && getSelection()?.isCollapsed !== false)
            openDetail(rowAt(Number(row.dataset.index))!.id);
        }}
      >
        {!narrow.value && (
          <div role="rowgroup" class="head-group">
            <Header />
          </div>
        )}
        <div role="rowgroup" class="rows" style={{ height: `${height}px` }}>
          {items.map(({ index, key, start }) => {
            const event = rowAt(index);
            return (
              event && (
                <Row
                  key={wrap ? key : (count - index) % slots}
                  {...{ event, index, columns, wrap, fields, clock, now }}
                  top={start - (narrow.value ? 0 : HEAD_HEIGHT)}
                  selected={selected.value === event.id}
                  measure={wrap ? virtualizer.measureElement : undefined}
                />
              )
            );
          })}
        </div>
      </div>
      {count === 0 && <EmptyList />}
      <NewLogs onClick={toNewest} />
      <MissedNote />
    </section>
  );
}

/** Now and then a new time, where one is wanted. */
function useNow(wanted: boolean): number {
  const now = useSignal(0);
  useEffect(() => {
    if (!wanted) {
      now.value = 0;
      return;
    }
    now.value = Date.now();
    const timer = setInterval(() => {
      now.value = Date.now();
    }, RELATIVE_TICK_MILLIS);
    return () => clearInterval(timer);
  }, [wanted, now]);
  return now.value === 0 && wanted ? Date.now() : now.value;
}
