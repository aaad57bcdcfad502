import { defineParser, Type } from '../../pipeline/plugin.js';
import { LineReader } from './support/databases/line-reader.js';
import { MYSQL_GENERAL_SHAPES } from './support/databases/mysql.js';

/** https://dev.mysql.com/doc/refman/8.4/en/query-log.html */
export default defineParser({
  kind: 'parser',
  name: 'mysql-general',
  summary: 'Reads the general query log of MySQL and MariaDB.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [mysql-general] }',
  specificity: 93,
  place: 'record',
  leads: '0123456789\t',
  sample: '2025-11-11T10:20:30.123456Z\t   42 Query\tSELECT name FROM customers',
  create: () => new LineReader('mysql-general', MYSQL_GENERAL_SHAPES),
});
