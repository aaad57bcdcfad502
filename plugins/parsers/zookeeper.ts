import { defineParser, Type } from '../../pipeline/plugin.js';
import { ZOOKEEPER_SHAPES } from './support/databases/java-servers.js';
import { LineReader } from './support/databases/line-reader.js';

/** https://github.com/apache/zookeeper/blob/master/conf/logback.xml */
export default defineParser({
  kind: 'parser',
  name: 'zookeeper',
  summary: 'Reads the log of ZooKeeper.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [zookeeper] }',
  specificity: 95,
  place: 'both',
  leads: '0123456789',
  sample:
    '2025-11-11 10:20:30,123 [myid:1] - INFO  [NIOWorkerThread-2:NIOServerCnxn@331] - Closed socket connection for client /192.0.2.7:40123',
  create: () => new LineReader('zookeeper', ZOOKEEPER_SHAPES),
});
