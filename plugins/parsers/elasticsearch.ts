import { defineParser, Type } from '../../pipeline/plugin.js';
import { ELASTICSEARCH_SHAPES } from './support/databases/elastic.js';
import { LineReader } from './support/databases/line-reader.js';

/** https://www.elastic.co/docs/deploy-manage/monitor/logging-configuration/elasticsearch-log4j-configuration-self-managed */
export default defineParser({
  kind: 'parser',
  name: 'elasticsearch',
  summary: 'Reads the logs of Elasticsearch and OpenSearch: server, deprecation, slow log, audit.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [elasticsearch] }',
  specificity: 90,
  place: 'both',
  leads: '[',
  sample:
    '[2025-11-11T10:20:30,123][INFO ][o.e.c.m.MetadataMappingService] [node-1] [orders/aOGgDwbURfCV57AScqbCgw] update_mapping [_doc]',
  create: () => new LineReader('elasticsearch', ELASTICSEARCH_SHAPES),
});
