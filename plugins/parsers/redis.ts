import { defineParser, Type } from '../../pipeline/plugin.js';
import { LineReader } from './support/databases/line-reader.js';
import { REDIS_SHAPES } from './support/databases/redis.js';

/** https://redis.io/docs/latest/operate/oss_and_stack/management/config-file/ (`logfile`, `loglevel`) */
export default defineParser({
  kind: 'parser',
  name: 'redis',
  summary: 'Reads the log of Redis and Valkey, and what MONITOR prints.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [redis] }',
  specificity: 95,
  place: 'both',
  leads: '0123456789[',
  sample: '4711:M 11 Nov 2025 10:20:30.123 * Background saving terminated with success',
  create: () => new LineReader('redis', REDIS_SHAPES),
});
