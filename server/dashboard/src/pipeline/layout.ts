import type { PipelineState } from '../api/types.js';

export type Stage = PipelineState['stages'][number];

export interface Node {
  readonly stage: Stage;
  /** Steps from the sources, which are at 0, and the place among those at the same step. */
  readonly column: number;
  readonly row: number;
}

export interface Edge {
  readonly from: Node;
  readonly to: Node;
}

export interface Drawing {
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
  readonly columns: number;
  readonly rows: number;
}

/**
 * Where each stage stands: one step to the right of the furthest it reads from. What a stage reads of a source comes
 * through the queue, so its line begins there.
 */
export function drawingOf(stages: readonly Stage[]): Drawing {
  const byName = new Map(stages.map((stage) => [stage.name, stage]));
  const queue = stages.find(({ kind }) => kind === 'queue');
  const inputsOf = ({ kind, inputs }: Stage): Stage[] => {
    const found = inputs.map((name) => byName.get(name)).filter((stage) => stage !== undefined);
    if (kind === 'queue' || queue === undefined) return found;
    return [...new Set(found.map((stage) => (stage.kind === 'source' ? queue : stage)))];
  };
  const columns = new Map<Stage, number>();
  const columnOf = (stage: Stage): number => {
    const known = columns.get(stage);
    if (known !== undefined) return known;
    columns.set(stage, 0);
    const column = 1 + Math.max(-1, ...inputsOf(stage).map(columnOf));
    columns.set(stage, column);
    return column;
  };
  const taken = new Map<number, number>();
  const nodes = stages.map((stage) => {
    const column = columnOf(stage);
    const row = taken.get(column) ?? 0;
    taken.set(column, row + 1);
    return { stage, column, row };
  });
  const nodeOf = new Map(nodes.map((node) => [node.stage, node]));
  const edges = nodes.flatMap((to) => inputsOf(to.stage).map((from) => ({ from: nodeOf.get(from)!, to })));
  return { nodes, edges, columns: Math.max(0, ...taken.keys()) + 1, rows: Math.max(1, ...taken.values()) };
}
