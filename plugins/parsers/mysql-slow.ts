import { defineParser, Type } from '../../pipeline/plugin.js';
import { MysqlSlowReader } from './support/databases/mysql-slow.js';

/** https://dev.mysql.com/doc/refman/8.4/en/slow-query-log.html */
export default defineParser({
  kind: 'parser',
  name: 'mysql-slow',
  summary: 'Reads the slow query log of MySQL, Percona Server and MariaDB.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [mysql-slow] }',
  specificity: 95,
  leads: '#S',
  sample:
    '# Time: 2025-11-11T10:20:30.123456Z\n# User@Host: shop[shop] @ web-1 [192.0.2.7]  Id:    42\n# Query_time: 2.000420  Lock_time: 0.000031 Rows_sent: 1  Rows_examined: 53000\nSET timestamp=1762856428;\nSELECT count(*) FROM orders;',
  create: () => new MysqlSlowReader(),
});
