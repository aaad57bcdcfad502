import { defineParser, Type } from '../../pipeline/plugin.js';
import { KAFKA_SHAPES } from './support/databases/java-servers.js';
import { LineReader } from './support/databases/line-reader.js';

/** https://github.com/apache/kafka/blob/trunk/config/log4j2.yaml */
export default defineParser({
  kind: 'parser',
  name: 'kafka',
  summary:
    "Reads the logs of Kafka: server, controller, state change, log cleaner; and of Confluent's servers.",
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [kafka] }',
  specificity: 86,
  place: 'both',
  leads: '[',
  sample:
    '[2025-11-11 10:20:30,123] INFO [GroupCoordinator 1]: Preparing to rebalance group orders (kafka.coordinator.group.GroupCoordinator)',
  create: () => new LineReader('kafka', KAFKA_SHAPES),
});
