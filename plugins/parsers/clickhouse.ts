import { defineParser, Type } from '../../pipeline/plugin.js';
import { LineReader } from './support/databases/line-reader.js';
import { CLICKHOUSE_SHAPES } from './support/databases/stores.js';

/** https://clickhouse.com/docs/operations/server-configuration-parameters/settings#logger */
export default defineParser({
  kind: 'parser',
  name: 'clickhouse',
  summary: 'Reads the log of ClickHouse.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [clickhouse] }',
  specificity: 95,
  place: 'both',
  leads: '0123456789',
  sample:
    '2025.11.11 10:20:30.123456 [ 32 ] {a05c4495-ebdb-4f1d-894a-523a8d3a1d5f} <Debug> executeQuery: (from 192.0.2.7:40123) SELECT 1',
  create: () => new LineReader('clickhouse', CLICKHOUSE_SHAPES),
});
