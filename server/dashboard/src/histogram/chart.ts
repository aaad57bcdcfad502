import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Level } from '../../../../pipeline/level.js';
import { type Columns, STACK } from './buckets.js';

export interface ChartLook {
  readonly colours: Readonly<Record<Level, string>>;
  readonly text: string;
  readonly grid: string;
  readonly utc: boolean;
}

export interface ChartListener {
  /** Somebody has dragged over a range: seconds since 1970. */
  onZoom(from: number, to: number): void;
  /** The place of the bucket under the pointer. */
  onHover(place: number | undefined): void;
}

const BAR_SHARE = 0.86;
const WIDEST_BAR = 40;
const FONT = '11px system-ui, sans-serif';
/** Pixels: the last time stands in the middle below its place. */
const LABEL_HALF = 18;
/** Pixels; a shorter drag is a click. */
const LEAST_DRAG = 6;

/** Bars by time, one level upon the other. */
export function createChart(
  element: HTMLElement,
  size: { width: number; height: number },
  look: ChartLook,
  listener: ChartListener,
): uPlot {
  const bars = uPlot.paths.bars!({ size: [BAR_SHARE, WIDEST_BAR], align: 1 });
  const axis = { stroke: look.text, font: FONT, ticks: { show: false } };
  return new uPlot(
    {
      ...size,
      padding: [6, LABEL_HALF, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        points: { show: false },
        drag: { x: true, y: false, setScale: false, dist: LEAST_DRAG },
      },
      ...(look.utc && { tzDate: (seconds: number) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC') }),
      scales: { x: { time: true }, y: { range: (_chart, _min, max) => [0, Math.max(1, max)] } },
      axes: [
        {
          ...axis,
          ...{ size: 22, gap: 2, grid: { show: false } },
          values: (_chart, splits, _axis, _space, step) => splits.map((at) => timeText(at, step, look.utc)),
        },
        {
          ...axis,
          ...{ size: 44, gap: 4, grid: { stroke: look.grid, width: 1 } },
          splits: (_chart, _axis, _min, max) => [0, Math.round(max / 2), max],
          values: (_chart, splits) => splits.map(shortCount),
        },
      ],
      // The highest sums are painted first, so that those below cover them.
      series: [
        {},
        ...STACK.toReversed().map((level) => ({
          paths: bars,
          points: { show: false },
          fill: look.colours[level],
          width: 0,
        })),
      ],
      hooks: {
        setSelect: [
          (chart) => {
            const { left, width } = chart.select;
            if (width < LEAST_DRAG || chart.data[0].length === 0) return;
            listener.onZoom(chart.posToVal(left, 'x'), chart.posToVal(left + width, 'x'));
            chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          },
        ],
        setCursor: [(chart) => listener.onHover(chart.cursor.idx ?? undefined)],
      },
    },
    [[], ...STACK.map(() => [])],
    element,
  );
}

export function draw(chart: uPlot, { times, heights }: Columns, stepSeconds: number): void {
  chart.batch(() => {
    chart.setData([times, ...heights.toReversed()], true);
    const [first, last] = [times[0], times.at(-1)];
    if (first !== undefined) chart.setScale('x', { min: first, max: last! + stepSeconds });
  });
}

const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

function shortCount(count: number): string {
  return short.format(count);
}

const DAY = 86_400;
const MINUTE = 60;

/** As exact as the distance between two of them asks for. */
function timeText(at: number, step: number, utc: boolean): string {
  const time = new Date(at * 1000);
  const zone = utc ? { timeZone: 'UTC' } : {};
  if (step >= DAY) return time.toLocaleDateString('en', { ...zone, day: 'numeric', month: 'short' });
  const second = step < MINUTE ? { second: '2-digit' as const } : {};
  return time.toLocaleTimeString('en', {
    ...zone,
    ...second,
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  });
}
