import { defineParser, Type } from '../../pipeline/plugin.js';
import { PostgresqlCsvReader } from './support/databases/postgresql-csv.js';

/** https://www.postgresql.org/docs/current/runtime-config-logging.html#RUNTIME-CONFIG-LOGGING-CSVLOG */
export default defineParser({
  kind: 'parser',
  name: 'postgresql-csv',
  summary: 'Reads the CSV log of PostgreSQL (log_destination = csvlog), 9.0 and later.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [postgresql-csv] }',
  specificity: 95,
  leads: '0123456789"',
  sample:
    '2025-11-11 10:20:30.123 UTC,"shop","orders",4711,"192.0.2.7:40123",65a1b2c3.1267,4,"SELECT",2025-11-11 10:20:01 UTC,3/77,0,LOG,00000,"duration: 12.345 ms  statement: SELECT ""name"" FROM customers",,,,,,,,,"psql","client backend",,0',
  create: () => new PostgresqlCsvReader(),
});
