import type { PipelinePlan } from '../../config/plan.js';
import type { Role } from '../../server/server.js';
import type { Started } from './program.js';

/** The one block that a start ends with. */
export function banner(
  started: Started,
  plan: PipelinePlan,
  roles: ReadonlySet<Role>,
  workers: number,
): string {
  const { http, sources, database, queue } = started;
  const rows: [string, string | undefined][] = [
    ['Dashboard', roles.has('server') && http ? `${http.url}/` : undefined],
    ['API docs', roles.has('server') && http ? `${http.url}/api/docs` : undefined],
    ['HTTP', roles.has('server') ? undefined : http?.url],
    ['Sources', sources.length === 0 ? undefined : sources.join('  ')],
    ['Queue', queue],
    ['Database', database.description],
    ['Data', database.folder],
    ['Workers', roles.has('worker') ? String(workers) : 'none in this process'],
    ['Pipeline', plan.file],
  ];
  const lines = rows
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `  ${name.padEnd(10)} ${value}`);
  return `\nLogs & Found is ready\n\n${lines.join('\n')}\n\n  Ctrl-C ends it; what was accepted is kept.\n\n`;
}
