import type { PluginDescription, StageKind } from './plan.js';
import { type Path, type Problem, quote, suggestion } from './problem.js';
import type { Target, YamlSource } from './yaml-source.js';

/** A stage while it is being checked. */
export interface StageDraft {
  readonly kind: StageKind;
  readonly name: string;
  readonly path: Path;
  /** What stands in the file; undefined when that is no map. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
  type?: string;
  plugin?: PluginDescription;
  options?: Record<string, unknown>;
  /** Names that are text, with their index in the file. */
  inputs: { readonly name: string; readonly index: number }[];
  when?: string;
  batch?: Record<string, unknown>;
  /** What it reads when it is made, and a digest of that. */
  files: readonly string[];
  contents: string;
}

/** Collects what is wrong. */
export class Report {
  readonly problems: Problem[];

  constructor(private readonly source: YamlSource) {
    this.problems = [...source.problems];
  }

  add(path: Path, message: string, target: Target = 'value', value?: unknown): void {
    this.problems.push(this.source.problem(path, message, target, value));
  }

  /** All problems in the order of the file; where a variable is not set, what follows from that is left out. */
  sorted(): Problem[] {
    const unset = new Set(this.source.problems.map(({ path }) => path).filter((path) => path !== ''));
    const own = new Set(this.source.problems);
    return this.problems
      .filter((problem) => own.has(problem) || !unset.has(problem.path))
      .sort((a, b) => a.line - b.line || a.column - b.column);
  }
}

export const SECTIONS = { source: 'sources', transform: 'transforms', sink: 'sinks' } as const;
export const TOP_LEVEL = ['sources', 'queue', 'transforms', 'sinks'] as const;
export const QUEUE = 'queue';
const STAGE_NAME = /^[a-z][a-z0-9_-]*$/;
/** As a pattern, for the editor's schema. */
export const STAGE_NAME_PATTERN = STAGE_NAME.source;

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The stages of a file, in the order sources, queue, transforms, sinks; what is no stage is reported. */
export function readDrafts(data: unknown, report: Report): StageDraft[] {
  if (!isMap(data)) {
    report.add([], `the file must be a map with ${TOP_LEVEL.join(', ')}`);
    return [];
  }
  for (const key of Object.keys(data)) {
    if ((TOP_LEVEL as readonly string[]).includes(key)) continue;
    report.add(
      [key],
      `there is no section ${quote(key)}${suggestion(key, TOP_LEVEL, 'the sections')}`,
      'key',
      key,
    );
  }
  const names = new Map<string, string>([[QUEUE, 'the queue']]);
  return [
    ...readSection('source', data, names, report),
    queueDraft(data[QUEUE], report),
    ...readSection('transform', data, names, report),
    ...readSection('sink', data, names, report),
  ];
}

function readSection(
  kind: keyof typeof SECTIONS,
  data: Record<string, unknown>,
  names: Map<string, string>,
  report: Report,
): StageDraft[] {
  const section = SECTIONS[kind];
  const stages = data[section] ?? {};
  if (!isMap(stages)) {
    report.add([section], `must be a map of ${section} by name, not ${quote(stages)}`, 'value', stages);
    return [];
  }
  if (Object.keys(stages).length === 0 && kind !== 'transform') {
    report.add([section], `there is no ${kind}; a pipeline needs one at least`, 'key');
  }
  return Object.entries(stages).map(([name, body]) => {
    const path = [section, name];
    checkName(name, kind, path, names, report);
    return { kind, name, path, body: bodyOf(body, path, report), inputs: [], files: [], contents: '' };
  });
}

function checkName(
  name: string,
  kind: StageKind,
  path: Path,
  names: Map<string, string>,
  report: Report,
): void {
  if (!STAGE_NAME.test(name)) {
    const allowed = 'must begin with a letter from a to z and have only a to z, 0 to 9, _ and -';
    report.add(path, `the stage name ${quote(name)} ${allowed}`, 'key', name);
  }
  const other = names.get(name);
  if (other === undefined) names.set(name, `a ${kind}`);
  else report.add(path, `${quote(name)} is already the name of ${other}; names must be unique`, 'key', name);
}

function queueDraft(body: unknown, report: Report): StageDraft {
  const path = [QUEUE];
  const given = body ?? { type: 'auto' };
  return {
    kind: 'queue',
    name: QUEUE,
    path,
    body: bodyOf(given, path, report),
    inputs: [],
    files: [],
    contents: '',
  };
}

function bodyOf(body: unknown, path: Path, report: Report): StageDraft['body'] {
  if (isMap(body)) return body;
  const found = body === null ? 'nothing' : quote(body);
  report.add(path, `must be a map with a type, like { type: … }, not ${found}`, 'value', body);
  return undefined;
}
