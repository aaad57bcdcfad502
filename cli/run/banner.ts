import type { PipelinePlan } from '../../config/plan.js';
import type { Started } from './program.js';

/** The one block that a start ends with. */
export function banner(started: Started, plan: PipelinePlan, workers: string): string {
  const { http, sources, database, queue } = started;
  const rows: [string, string | undefined][] = [
    ['Dashboard', http && `${http.url}/`],
    ['API docs', http && `${http.url}/api/docs`],
    ['Sources', sources.length === 0 ? undefined : sources.join('  ')],
    ['Queue', queue],
    ['Database', database.description],
    ['Data', database.folder],
    ['Workers', workers],
    ['Pipeline', plan.file],
  ];
  const lines = rows
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `  ${name.padEnd(10)} ${value}`);
  return `\nLogs & Found is ready\n\n${lines.join('\n')}\n\n  Ctrl-C ends it; what was accepted is kept.\n\n`;
}
