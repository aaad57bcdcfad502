import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { clockText } from '../list/clock.js';
import { logList } from '../list/log-list.js';
import { Icon } from '../ui/icons.js';
import { lazy } from '../ui/lazy.js';
import { view } from '../view/state.js';
import { totals } from './buckets.js';
import { histogram } from './counts.js';
import { Legend } from './legend.js';
import { zoomOut } from './zoom.js';

// The logs are drawn first.
const Chart = lazy(async () => {
  await logList.first;
  return (await import('./canvas.js')).Chart;
}, 'chart');

/** How many logs there were when, by level. Dragging over it looks at that time only. */
export function Histogram(): JSX.Element {
  const counts = histogram.value;
  const hovered = useSignal<number | undefined>(undefined);
  const bucket = hovered.value === undefined ? undefined : counts?.buckets[hovered.value];
  const zoomed = view.value.to !== '';
  return (
    <section class="histogram" aria-label="Logs over time">
      <div class="histogram-head">
        <Legend counts={bucket?.by_level ?? (counts && totals(counts))} />
        <span class="hovered">
          {bucket && clockText(bucket.timestamp, view.value.clock === 'utc' ? 'utc' : 'local', 0)}
        </span>
        {zoomed && (
          <button type="button" class="button quiet" onClick={zoomOut}>
            <Icon name="left" /> Zoom out
          </button>
        )}
      </div>
      <Chart counts={counts} onHover={(place) => (hovered.value = place)} />
    </section>
  );
}
