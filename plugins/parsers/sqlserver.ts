import { defineParser, Type } from '../../pipeline/plugin.js';
import { LineReader } from './support/databases/line-reader.js';
import { SQLSERVER_SHAPES } from './support/databases/stores.js';

/** https://learn.microsoft.com/sql/relational-databases/logs/view-the-sql-server-error-log-sql-server-management-studio */
export default defineParser({
  kind: 'parser',
  name: 'sqlserver',
  summary: 'Reads the error log of Microsoft SQL Server.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [sqlserver] }',
  specificity: 92,
  place: 'record',
  leads: '0123456789',
  sample: '2025-11-11 10:20:30.12 spid52      Error: 5105, Severity: 16, State: 2.',
  create: () => new LineReader('sqlserver', SQLSERVER_SHAPES),
});
