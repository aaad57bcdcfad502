import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { get } from '../api/client.js';
import { polled } from '../api/polled.js';
import type { PipelineState } from '../api/types.js';
import { queue } from '../cards/figures.js';
import { countText, rateText, sizeText } from '../ui/numbers.js';
import { type Drawing, drawingOf, type Edge, type Node, type Stage } from './layout.js';
import { type Rates, ratesBetween } from './rates.js';

const LOOK_MILLIS = 2000;

const rates = signal<Rates>(new Map());
let last: { at: number; state: PipelineState } | undefined;

const graph = polled<PipelineState>(async (abort) => {
  const state = await get<PipelineState>('/pipeline', {}, abort);
  const at = performance.now();
  if (last !== undefined) rates.value = ratesBetween(last.state, state, (at - last.at) / 1000);
  last = { at, state };
  return state;
}, LOOK_MILLIS);

/** The graph that runs, with what goes through it. */
export function PipelinePage(): JSX.Element {
  useEffect(() => {
    graph.ask();
    return () => graph.stop();
  }, []);
  const state = graph.value.value;
  return (
    <section class="pipeline" aria-label="Pipeline">
      {graph.problem.value !== undefined && (
        <p class="problem" role="alert">
          {graph.problem.value}
        </p>
      )}
      {state && <Graph drawing={drawingOf(state.stages)} />}
      <p class="note">Counts are of this server's processes since they began; pipeline.yaml has the graph.</p>
    </section>
  );
}

/** Pixels. As pipeline.css has them. */
const NODE = { width: 180, height: 112 };
const STEP = { x: 226, y: 132 };

function Graph({ drawing: { nodes, edges, columns, rows } }: { drawing: Drawing }): JSX.Element {
  const width = (columns - 1) * STEP.x + NODE.width;
  const height = (rows - 1) * STEP.y + NODE.height;
  const size = { width: `${width}px`, height: `${height}px` };
  return (
    <div class="graph" tabIndex={0} role="region" aria-label="Graph of stages">
      <div class="canvas" style={size}>
        <svg aria-hidden="true" viewBox={`0 0 ${width} ${height}`} style={size}>
          {edges.map((edge) => (
            <path key={`${edge.from.stage.name} ${edge.to.stage.name}`} d={curve(edge)} />
          ))}
        </svg>
        <ul>
          {nodes.map((node) => (
            <StageCard key={node.stage.name} node={node} />
          ))}
        </ul>
      </div>
    </div>
  );
}

function curve({ from, to }: Edge): string {
  const [x1, y1] = [from.column * STEP.x + NODE.width, from.row * STEP.y + NODE.height / 2];
  const [x2, y2] = [to.column * STEP.x, to.row * STEP.y + NODE.height / 2];
  const middle = (x1 + x2) / 2;
  return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}

function StageCard({ node: { stage, column, row } }: { node: Node }): JSX.Element {
  const { name, kind, type, inputs, when, counters } = stage;
  const errors = (counters.dead_letters ?? 0) + (counters.dropped ?? 0);
  return (
    <li
      class={`stage stage-${kind}`}
      style={{ transform: `translate(${column * STEP.x}px, ${row * STEP.y}px)` }}
    >
      <p class="stage-kind">
        {kind} <code>{type}</code>
      </p>
      <h2>{name}</h2>
      {inputs.length > 0 && <span class="visually-hidden">reads from {inputs.join(', ')}</span>}
      {kind === 'queue' ? <QueueFigures /> : <StageFigures stage={stage} />}
      {errors > 0 && (
        <p class="stage-errors">
          {countText(errors)} {counters.dropped ? 'lost or dead' : 'dead letters'}
        </p>
      )}
      {(counters.retries ?? 0) > 0 && <p class="stage-errors">{countText(counters.retries!)} retries</p>}
      {when !== undefined && (
        <p class="stage-when" title={when}>
          when <code>{when}</code>
        </p>
      )}
    </li>
  );
}

/** Transforms count only what they leave out. */
function StageFigures({ stage: { name, kind, counters } }: { stage: Stage }): JSX.Element {
  const perSecond = rates.value.get(name)?.records ?? 0;
  return (
    <p class="stage-figures">
      {kind !== 'transform' && (
        <>
          <strong>{rateText(perSecond)}/s</strong>
          <span>{countText(counters.records ?? 0)} in all</span>
        </>
      )}
      {counters.filtered !== undefined && <span>{countText(counters.filtered)} left out</span>}
    </p>
  );
}

function QueueFigures(): JSX.Element {
  const state = queue.value.value;
  if (state === undefined) return <p class="stage-figures">–</p>;
  return (
    <>
      <p class="stage-figures">
        <strong>{countText(state.lag)} waiting</strong>
        <span>{countText(state.pending)} in work</span>
      </p>
      <p class="note">
        {sizeText(state.bytes)} of {sizeText(state.max_bytes)}, {state.consumers.length}{' '}
        {state.consumers.length === 1 ? 'worker' : 'workers'}
      </p>
    </>
  );
}
