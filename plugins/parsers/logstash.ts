import { defineParser, Type } from '../../pipeline/plugin.js';
import { LOGSTASH_SHAPES } from './support/databases/elastic.js';
import { LineReader } from './support/databases/line-reader.js';

/** https://www.elastic.co/docs/reference/logstash/logging */
export default defineParser({
  kind: 'parser',
  name: 'logstash',
  summary: 'Reads the log of Logstash.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [logstash] }',
  specificity: 90,
  place: 'both',
  leads: '[',
  sample:
    '[2025-11-11T10:20:30,123][INFO ][logstash.agent           ] Successfully started Logstash API endpoint {:port=>9600}',
  create: () => new LineReader('logstash', LOGSTASH_SHAPES),
});
