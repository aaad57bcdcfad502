import { defineParser, Type } from '../../pipeline/plugin.js';
import { LineReader } from './support/databases/line-reader.js';
import { PGBOUNCER_SHAPES } from './support/databases/poolers.js';

/** https://www.pgbouncer.org/config.html#log-settings */
export default defineParser({
  kind: 'parser',
  name: 'pgbouncer',
  summary: 'Reads the log of PgBouncer.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [pgbouncer] }',
  specificity: 94,
  place: 'both',
  leads: '0123456789',
  sample:
    '2025-11-11 10:20:30.123 UTC [812] LOG C-0x55d0c2a1: orders/shop@192.0.2.7:40123 login attempt: db=orders user=shop tls=no',
  create: () => new LineReader('pgbouncer', PGBOUNCER_SHAPES),
});
