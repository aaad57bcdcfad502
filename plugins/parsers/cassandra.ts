import { defineParser, Type } from '../../pipeline/plugin.js';
import { CASSANDRA_SHAPES } from './support/databases/java-servers.js';
import { LineReader } from './support/databases/line-reader.js';

/** https://cassandra.apache.org/doc/latest/cassandra/troubleshooting/reading_logs.html */
export default defineParser({
  kind: 'parser',
  name: 'cassandra',
  summary: 'Reads the system and debug log of Cassandra.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [cassandra] }',
  specificity: 94,
  place: 'both',
  leads: 'TDIWEF',
  sample:
    'INFO  [CompactionExecutor:26] 2025-11-11 10:20:30,123 CompactionTask.java:274 - Compacted 2 sstables to 1',
  create: () => new LineReader('cassandra', CASSANDRA_SHAPES),
});
