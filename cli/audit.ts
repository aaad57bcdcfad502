import type { Command } from 'commander';
import { readEnvironment } from '../config/environment.js';
import { EnvironmentError, messageOf, UserError } from '../pipeline/errors.js';
import { type AuditReport, audit } from '../plugins/postgres/audit.js';
import { createPool } from '../plugins/postgres/database.js';
import { runningDatabase } from './support/database-url.js';
import { EXIT_WRONG_INPUT, type Output } from './support/output.js';

interface AuditFlags {
  json?: boolean;
  deep?: boolean;
}

/** `laf audit`: how all records of each source have ended. Ends with 1 when something does not balance. */
export function auditCommand(program: Command, output: Output = process): void {
  program
    .command('audit')
    .description('say how all records of each source have ended, and whether that balances')
    .option('--json', 'as one JSON object')
    .option('--deep', 'compare all rows and the whole ledger, not those of the newest chunks; takes long')
    .action(async ({ json = false, deep = false }: AuditFlags) => {
      const report = await auditDatabase(deep);
      output.stdout.write(json ? `${JSON.stringify(report)}\n` : textOf(report));
      if (report.problems.length > 0) process.exitCode = EXIT_WRONG_INPUT;
    });
}

async function auditDatabase(deep: boolean): Promise<AuditReport> {
  const { environment, problems } = readEnvironment();
  if (environment === undefined) throw new UserError(problems.join('\n'));
  const url = await runningDatabase(environment);
  const pool = createPool({ url, max: 1, name: 'audit' });
  try {
    return await audit(pool, deep);
  } catch (error) {
    throw new EnvironmentError(`the accounts cannot be read: ${messageOf(error)}`);
  } finally {
    await pool.end();
  }
}

const COLUMNS = ['source', 'sink', 'records', 'stored', 'filtered', 'dead letters', 'replayed', 'copies'];

function textOf({ sources, compared, removed, dead_letters, problems }: AuditReport): string {
  const rows = sources.flatMap(({ source, sinks }) =>
    sinks.map(({ sink, records, stored, filtered, dead_letters: dead, replayed, copies }) => {
      return [source, sink, ...[records, stored, filtered, dead, replayed, copies].map(String)];
    }),
  );
  const drops = sources.flatMap(({ source, dropped }) =>
    Object.entries(dropped).map(([reason, records]) => `${source}: ${records} dropped, ${reason}`),
  );
  const lines = [
    ...table([COLUMNS, ...rows]),
    ...drops,
    `${dead_letters} dead letters are kept`,
    `${removed.retention} events deleted by retention, ${removed.erasure} erased`,
    `${compared.chunks} chunks compared: ${compared.stored} stored, ${compared.rows} rows in laf.logs`,
    ...(problems.length === 0 ? ['everything balances'] : problems),
  ];
  return `${lines.join('\n')}\n`;
}

/** Names to the left, numbers to the right. */
function table(rows: readonly string[][]): string[] {
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  '),
  );
}
