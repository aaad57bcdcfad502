import { defineParser, Type } from '../../pipeline/plugin.js';
import { RABBITMQ_SHAPES } from './support/databases/erlang.js';
import { LineReader } from './support/databases/line-reader.js';

/** https://www.rabbitmq.com/docs/logging */
export default defineParser({
  kind: 'parser',
  name: 'rabbitmq',
  summary: 'Reads the log of RabbitMQ, old and new.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [rabbitmq] }',
  specificity: 90,
  place: 'both',
  leads: '0123456789=',
  sample:
    '2025-11-11 10:20:30.123456+00:00 [info] <0.620.0> accepting AMQP connection <0.620.0> (192.0.2.7:40123 -> 192.0.2.1:5672)',
  create: () => new LineReader('rabbitmq', RABBITMQ_SHAPES),
});
