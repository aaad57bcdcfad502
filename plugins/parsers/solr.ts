import { defineParser, Type } from '../../pipeline/plugin.js';
import { SOLR_SHAPES } from './support/databases/java-servers.js';
import { LineReader } from './support/databases/line-reader.js';

/** https://solr.apache.org/guide/solr/latest/deployment-guide/configuring-logging.html */
export default defineParser({
  kind: 'parser',
  name: 'solr',
  summary: 'Reads the log of Solr.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [solr] }',
  specificity: 94,
  place: 'both',
  leads: '0123456789',
  sample:
    '2025-11-11 10:20:30.123 INFO  (qtp2036775591-23) [c:shop s:shard1 r:core_node2 x:shop_shard1_replica_n1] o.a.s.c.S.Request webapp=/solr path=/select status=0 QTime=3',
  create: () => new LineReader('solr', SOLR_SHAPES),
});
