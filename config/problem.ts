import { closest, distance } from 'fastest-levenshtein';

/** Keys and indexes from the root of the file: `['transforms', 'enrich', 'inputs', 0]`. */
export type Path = readonly (string | number)[];

/** One mistake in pipeline.yaml. */
export interface Problem {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units, as editors count. */
  readonly column: number;
  /** `transforms.enrich.inputs[0]`; '' for the file as a whole. */
  readonly path: string;
  /** What is wrong and what is allowed or meant. */
  readonly message: string;
  /** The bad value, where there is one. */
  readonly value?: unknown;
}

/** `pipeline.yaml:12:5 transforms.enrich.inputs[0]: no stage is called "prase"; did you mean "parse"?` */
export function formatProblem(file: string, { line, column, path, message }: Problem): string {
  return `${file}:${line}:${column} ${path === '' ? '' : `${path}: `}${message}`;
}

/** `transforms.enrich.inputs[0]`; keys that are no plain words stand quoted in brackets. */
export function formatPath(path: Path): string {
  return path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`;
      if (!/^[\w-]+$/.test(part)) return `[${quote(part)}]`;
      return index === 0 ? part : `.${part}`;
    })
    .join('');
}

const MAX_SHOWN = 60;

/** A value for a message, on one line and not too long. */
export function quote(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN - 1)}…`;
}

/** The name that was probably meant, if one is near enough. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  if (names.length === 0 || word.length > MAX_SHOWN) return undefined;
  const candidate = closest(word.toLowerCase(), [...names]);
  // Letters that changed places count as two slips.
  const slips = word.length <= 3 ? 1 : Math.max(2, Math.floor(word.length / 3));
  return distance(word.toLowerCase(), candidate.toLowerCase()) <= slips ? candidate : undefined;
}

/** `; did you mean "parse"?`, or what there is when nothing is near: `; the sinks are live, postgres`. */
export function suggestion(word: string, names: readonly string[], kindOfNames: string): string {
  const meant = nearest(word, names);
  if (meant !== undefined) return `; did you mean ${quote(meant)}?`;
  return names.length === 0 ? '' : `; ${kindOfNames} are ${[...names].sort().join(', ')}`;
}
