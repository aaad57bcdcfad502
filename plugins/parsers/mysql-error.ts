import { defineParser, Type } from '../../pipeline/plugin.js';
import { LineReader } from './support/databases/line-reader.js';
import { MYSQL_ERROR_SHAPES } from './support/databases/mysql.js';

/** https://dev.mysql.com/doc/refman/8.4/en/error-log-format.html */
export default defineParser({
  kind: 'parser',
  name: 'mysql-error',
  summary: 'Reads the error log of MySQL and MariaDB.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [mysql-error] }',
  specificity: 93,
  place: 'both',
  needs: [':'],
  leads: '0123456789V',
  sample:
    '2025-11-11T10:20:30.123456Z 8 [Warning] [MY-010055] [Server] IP address 192.0.2.7 could not be resolved',
  create: () => new LineReader('mysql-error', MYSQL_ERROR_SHAPES),
});
