import type { Detector } from '../../pipeline/detection/detector.js';
import { RecordCheck } from './check.js';
import { mutated } from './mutate.js';
import { Random } from './random.js';
import { seedLines } from './seeds.js';
import { kindOf, shrunk } from './shrink.js';

export interface FuzzOptions {
  /** Where it ends, whichever comes first; without one there is no such end. */
  readonly seconds?: number;
  readonly inputs?: number;
  readonly seed: number;
  /** Kinds of failures to look for, at most. */
  readonly failures: number;
}

export interface FuzzFailure {
  /** Which of the inputs of this seed. */
  readonly input: number;
  readonly problem: string;
  readonly shortest: string;
}

export interface FuzzResult {
  readonly inputs: number;
  readonly characters: number;
  readonly seconds: number;
  /** Of each kind of failure how often it came, and the first one. */
  readonly failures: ReadonlyMap<string, { readonly first: FuzzFailure; readonly times: number }>;
  /** Two parsers that claim the same record: how often, and one such. */
  readonly differences: ReadonlyMap<string, { readonly first: string; readonly times: number }>;
  /** How many of the inputs each format claimed. */
  readonly claims: ReadonlyMap<string, number>;
}

/** Reads changed records until the time or the inputs are over or there are enough kinds of failures. */
export function fuzz(detector: Detector, options: FuzzOptions): FuzzResult {
  const { seconds = Infinity, inputs: count = Infinity, seed, failures: most } = options;
  const lines = seedLines(detector.parsers);
  const check = new RecordCheck(detector);
  const failures = new Map<string, { first: FuzzFailure; times: number }>();
  const differences = new Map<string, { first: string; times: number }>();
  const start = performance.now();
  let inputs = 0;
  let characters = 0;
  while (inputs < count && performance.now() - start < seconds * 1000 && failures.size < most) {
    const record = mutated(new Random(seed, inputs), lines);
    const problem = check.problemOf(record);
    const kind = kindOf(problem);
    const before = kind === undefined ? undefined : failures.get(kind);
    if (before !== undefined) before.times += 1;
    else if (problem !== undefined && kind !== undefined) {
      const shortest = shrunk(record, (text) => check.problemOf(text));
      failures.set(kind, { first: { input: inputs, problem, shortest }, times: 1 });
    }
    if (problem === undefined) noteDifference(differences, check, record);
    inputs += 1;
    characters += record.length;
  }
  const taken = (performance.now() - start) / 1000;
  return { inputs, characters, seconds: taken, failures, differences, claims: check.claims };
}

function noteDifference(
  differences: Map<string, { first: string; times: number }>,
  check: RecordCheck,
  record: string,
): void {
  const difference = check.differenceOf(record);
  if (difference === undefined) return;
  const before = differences.get(difference);
  if (before !== undefined) before.times += 1;
  else differences.set(difference, { first: record, times: 1 });
}
