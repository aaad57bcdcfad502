import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type uPlot from 'uplot';
import { LEVELS, type Level } from '../../../../pipeline/level.js';
import type { Histogram as Counts } from '../api/types.js';
import { exactText } from '../ui/numbers.js';
import { shownTheme } from '../view/preferences.js';
import { view } from '../view/state.js';
import { stacked, totals } from './buckets.js';
import { type ChartLook, createChart, draw } from './chart.js';
import { zoomInto } from './zoom.js';

interface ChartProps {
  readonly counts: Counts | undefined;
  readonly onHover: (place: number | undefined) => void;
}

export function Chart({ counts, onHover }: ChartProps): JSX.Element {
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(undefined);
  const { hidden, clock } = view.value;
  const theme = shownTheme.value;
  const utc = clock === 'utc';
  useLayoutEffect(() => {
    const box = element.current!;
    const size = () => ({ width: box.clientWidth, height: box.clientHeight });
    const made = createChart(box, size(), lookOf(box, utc), {
      onZoom: (from, to) => zoomInto({ from: isoTime(from), to: isoTime(to) }),
      onHover,
    });
    chart.current = made;
    const observer = new ResizeObserver(() => made.setSize(size()));
    observer.observe(box);
    return () => {
      observer.disconnect();
      made.destroy();
    };
  }, [theme, utc]);
  useEffect(() => {
    if (counts !== undefined) draw(chart.current!, stacked(counts, hidden), counts.step_seconds);
  }, [counts, hidden, theme, utc]);
  return <div ref={element} class="chart" role="img" aria-label={summary(counts)} />;
}

function summary(counts: Counts | undefined): string {
  if (counts === undefined) return 'Counting';
  const byLevel = totals(counts);
  const parts = LEVELS.filter((level) => byLevel[level] > 0).map(
    (level) => `${exactText(byLevel[level])} ${level}`,
  );
  return `Logs over time: ${parts.join(', ') || 'none'}`;
}

function isoTime(seconds: number): string {
  return new Date(Math.round(seconds) * 1000).toISOString();
}

/** The theme's colours, which a canvas cannot take from the style sheet by itself. */
function lookOf(element: HTMLElement, utc: boolean): ChartLook {
  const probe = element.appendChild(document.createElement('span'));
  const colour = (name: string) => {
    probe.className = name;
    return getComputedStyle(probe).color;
  };
  const colours = Object.fromEntries(LEVELS.map((level) => [level, colour(`fill-${level}`)])) as Record<
    Level,
    string
  >;
  const look = { colours, text: colour('chart-text'), grid: colour('chart-grid'), utc };
  probe.remove();
  return look;
}
