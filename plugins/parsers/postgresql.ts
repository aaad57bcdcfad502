import { defineParser, Type } from '../../pipeline/plugin.js';
import { PostgresqlReader } from './support/databases/postgresql.js';

/** https://www.postgresql.org/docs/current/runtime-config-logging.html#GUC-LOG-LINE-PREFIX */
export default defineParser({
  kind: 'parser',
  name: 'postgresql',
  summary: 'Reads the log of PostgreSQL (stderr or syslog) with any log_line_prefix.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [postgresql] }',
  specificity: 92,
  place: 'both',
  // In syslog the lines that go on begin with their number, `[7-2]`, and may have no colon.
  needs: [':['],
  programs: /postgres|patroni|pgpool|timescale|edb|^pg/i,
  sample:
    '2025-11-11 10:20:30.123 UTC [4711] shop@orders LOG:  duration: 12.345 ms  statement: SELECT name FROM customers WHERE id = 42;',
  create: () => new PostgresqlReader(),
});
