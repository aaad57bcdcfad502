import { defineParser, Type } from '../../pipeline/plugin.js';
import { ACTIVEMQ_SHAPES } from './support/databases/java-servers.js';
import { LineReader } from './support/databases/line-reader.js';

/** https://activemq.apache.org/components/classic/documentation/how-do-i-change-the-logging */
export default defineParser({
  kind: 'parser',
  name: 'activemq',
  summary: 'Reads the log of ActiveMQ.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [activemq] }',
  specificity: 88,
  place: 'both',
  needs: ['|'],
  leads: '0123456789TDIWEF',
  sample:
    '2025-11-11 10:20:30,123 | WARN  | Store limit is 102400 mb, of which 20094 mb can be used | org.apache.activemq.broker.BrokerService | main',
  create: () => new LineReader('activemq', ACTIVEMQ_SHAPES),
});
