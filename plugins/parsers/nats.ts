import { defineParser, Type } from '../../pipeline/plugin.js';
import { LineReader } from './support/databases/line-reader.js';
import { NATS_SHAPES } from './support/databases/stores.js';

/** https://docs.nats.io/running-a-nats-service/configuration/logging */
export default defineParser({
  kind: 'parser',
  name: 'nats',
  summary: 'Reads the log of the NATS server.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [nats] }',
  specificity: 95,
  place: 'both',
  leads: '[',
  sample: '[1] 2025/11/11 10:20:30.123456 [DBG] 192.0.2.7:40123 - cid:5 - Client connection created',
  create: () => new LineReader('nats', NATS_SHAPES),
});
