import { nearest, quote, suggestion } from './problem.js';
import type { Report, StageDraft } from './stage-drafts.js';

/** Reports inputs that name nothing, cycles, stages that nobody reads and sources without a way to a sink. */
export function checkGraph(drafts: readonly StageDraft[], report: Report): void {
  const graph = new Graph(drafts.filter(({ kind }) => kind !== 'queue'));
  graph.link(report);
  graph.reportCycles(report);
  graph.reportDeadEnds(report);
}

interface Edge {
  readonly to: StageDraft;
  /** Of the input that makes it. */
  readonly index: number;
}

class Graph {
  /** Of two stages with one name, which is told elsewhere, the first is meant. */
  readonly #byName = new Map<string, StageDraft>();
  /** The edges out of each stage. */
  readonly #readers = new Map<StageDraft, Edge[]>();

  constructor(private readonly stages: readonly StageDraft[]) {
    for (const stage of stages) if (!this.#byName.has(stage.name)) this.#byName.set(stage.name, stage);
  }

  link(report: Report): void {
    const readable = [...this.#byName.values()].filter(({ kind }) => kind !== 'sink').map(({ name }) => name);
    for (const to of this.stages) {
      for (const { name, index } of to.inputs) {
        const path = [...to.path, 'inputs', index];
        if (readable.includes(name)) this.#join(name, to, index);
        else if (this.#byName.has(name)) {
          report.add(
            path,
            `${quote(name)} is a sink; only sources and transforms can be read`,
            'value',
            name,
          );
        } else {
          const others = readable.filter((other) => other !== to.name);
          const hint = suggestion(name, others, 'the stages');
          report.add(path, `no stage is called ${quote(name)}${hint}`, 'value', name);
          // What was meant is read after all: one slip is not told twice.
          const meant = nearest(name, others);
          if (meant !== undefined) this.#join(meant, to, index);
        }
      }
    }
  }

  #join(from: string, to: StageDraft, index: number): void {
    const stage = this.#byName.get(from)!;
    this.#readers.set(stage, [...this.#readersOf(stage), { to, index }]);
  }

  #readersOf(stage: StageDraft): readonly Edge[] {
    return this.#readers.get(stage) ?? [];
  }

  /**
   * Each cycle once, at the input that closes it. A stage is new, then on the way (`way` leads to it), then done; a
   * reader that is on the way closes a cycle.
   */
  reportCycles(report: Report): void {
    const done = new Set<StageDraft>();
    const walk = (stage: StageDraft, way: readonly StageDraft[]): void => {
      for (const { to, index } of this.#readersOf(stage)) {
        const start = way.indexOf(to);
        if (start >= 0) {
          const cycle = [...way.slice(start), to].map(({ name }) => name).join(' -> ');
          report.add([...to.path, 'inputs', index], `the stages form a cycle: ${cycle}`, 'value', stage.name);
        } else if (!done.has(to)) {
          walk(to, [...way, to]);
        }
      }
      done.add(stage);
    };
    for (const stage of this.stages) if (!done.has(stage)) walk(stage, [stage]);
  }

  reportDeadEnds(report: Report): void {
    // Without any sink every stage is a dead end, and that is told already.
    if (!this.stages.some(({ kind }) => kind === 'sink')) return;
    for (const stage of this.stages) {
      const { name, kind, path } = stage;
      if (kind === 'sink') continue;
      if (this.#readersOf(stage).length === 0) {
        report.add(
          path,
          `nobody reads the ${kind} ${quote(name)}; name it in the inputs of another stage`,
          'key',
        );
      } else if (kind === 'source' && !this.#reachesSink(stage)) {
        report.add(path, `the source ${quote(name)} has no way to a sink`, 'key');
      }
    }
  }

  #reachesSink(source: StageDraft): boolean {
    const seen = new Set([source]);
    // A loop over a set comes to what is added on the way, too.
    for (const stage of seen) {
      for (const { to } of this.#readersOf(stage)) {
        if (to.kind === 'sink') return true;
        seen.add(to);
      }
    }
    return false;
  }
}
