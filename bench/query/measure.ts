import type { BenchQuestion } from './questions.js';

/** Each side of a question is asked for no longer than this, but three times at least: some answers take seconds. */
const MOST_MILLIS = 4000;
/** Beside a writer for less: each second adds tens of thousands of events that have no index yet. */
const MOST_MILLIS_BUSY = 1000;
const LEAST_ROUNDS = 3;

/** Milliseconds. */
export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
}

export interface Measured {
  readonly question: string;
  readonly goal: number;
  readonly ours: Percentiles;
  readonly plain?: Percentiles;
}

/** Ours and the plain table take turns; both are asked once before the clock runs. */
export async function measure(
  question: BenchQuestion,
  rounds: number,
  withPlain: boolean,
): Promise<Measured> {
  const [ours, plain]: [number[], number[]] = [[], []];
  await question.ours();
  if (withPlain) await question.plain();
  for (let round = 0; round < rounds; round++) {
    if (withPlain && mayGoOn(plain, MOST_MILLIS)) plain.push(await timed(question.plain));
    if (mayGoOn(ours, withPlain ? MOST_MILLIS : MOST_MILLIS_BUSY)) ours.push(await timed(question.ours));
  }
  const { name, goal } = question;
  return {
    ...{ question: name, goal, ours: percentiles(ours) },
    ...(plain.length > 0 && { plain: percentiles(plain) }),
  };
}

function mayGoOn(taken: readonly number[], most: number): boolean {
  return taken.length < LEAST_ROUNDS || taken.reduce((sum, millis) => sum + millis, 0) < most;
}

async function timed(ask: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await ask();
  return performance.now() - start;
}

function percentiles(taken: readonly number[]): Percentiles {
  const sorted = taken.toSorted((a, b) => a - b);
  const at = (share: number) => Number(sorted[Math.ceil(share * sorted.length) - 1]!.toFixed(1));
  return { p50: at(0.5), p95: at(0.95) };
}

/** One line of the table; the first one is its head. */
export function lineOf(measured?: Measured): string {
  const cells = (...[question, goal, ...figures]: string[]) =>
    [question!.padEnd(46), goal!.padStart(6), ...figures.map((figure) => figure.padStart(10))].join('');
  if (measured === undefined)
    return cells('question', 'goal', 'ours p50', 'ours p95', 'plain p50', 'plain p95');
  const { question, goal, ours, plain } = measured;
  const figures = [ours, ...(plain === undefined ? [] : [plain])].flatMap(({ p50, p95 }) => [p50, p95]);
  return cells(question, `${goal}`, ...figures.map((figure) => figure.toFixed(1)));
}
