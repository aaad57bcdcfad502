import { expect } from 'vitest';
import { type CheckContext, checkPipeline } from '../../config/check-pipeline.js';
import type { PipelinePlan } from '../../config/plan.js';
import { formatProblem } from '../../config/problem.js';
import { fakeLookup } from './fake-plugins.js';

/** A world of fake plugins with a few variables, where a filter must not have an exclamation mark. */
export const checkContext: CheckContext = {
  file: 'pipeline.yaml',
  plugins: fakeLookup,
  environment: { host: '127.0.0.1', port: 5000 },
  variables: { TEAM: 'identity', COUNT: '5', EMPTY: '', ADDRESS: 'tcp://[::1]:99' },
  checkFilter: (filter) => {
    const position = filter.indexOf('!');
    return position < 0 ? undefined : { position, message: 'no "!" here' };
  },
};

/** A good file, around what a test is about. */
export const SOURCES = 'sources: { http: { type: http } }\n';
export const SINKS = 'sinks: { live: { type: live, inputs: [http] } }\n';

/** What is wrong with a file called p.yaml; also checks that there is a plan exactly when nothing is. */
export async function problemsOf(text: string, changes: Partial<CheckContext> = {}): Promise<string[]> {
  const { problems, plan } = await checkPipeline(text, { ...checkContext, ...changes });
  expect(plan === undefined).toBe(problems.length > 0);
  return problems.map((problem) => formatProblem('p.yaml', problem));
}

/** The plan of a file that is good. */
export async function planOf(text: string, changes: Partial<CheckContext> = {}): Promise<PipelinePlan> {
  const { problems, plan } = await checkPipeline(text, { ...checkContext, ...changes });
  expect(problems).toEqual([]);
  return plan!;
}
