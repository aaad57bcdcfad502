import { defineParser, Type } from '../../pipeline/plugin.js';
import { SCYLLA_SHAPES } from './support/databases/java-servers.js';
import { LineReader } from './support/databases/line-reader.js';

/** https://docs.scylladb.com/manual/stable/getting-started/logging.html */
export default defineParser({
  kind: 'parser',
  name: 'scylla',
  summary: 'Reads the log of ScyllaDB.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [scylla] }',
  specificity: 94,
  place: 'both',
  leads: 'TDIWEF',
  sample: 'INFO  2025-11-11 10:20:30,123 [shard 1] compaction - Compacting 4 sstables of shop.orders',
  create: () => new LineReader('scylla', SCYLLA_SHAPES),
});
