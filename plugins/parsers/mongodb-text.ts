import { defineParser, Type } from '../../pipeline/plugin.js';
import { LineReader } from './support/databases/line-reader.js';
import { MONGODB_SHAPES } from './support/databases/mongodb.js';

/** https://www.mongodb.com/docs/v4.2/reference/log-messages/ */
export default defineParser({
  kind: 'parser',
  name: 'mongodb-text',
  summary: 'Reads the text log of MongoDB before 4.4.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [mongodb-text] }',
  specificity: 92,
  place: 'both',
  leads: '0123456789MTWFS',
  sample:
    '2025-11-11T10:20:30.123+0000 I NETWORK  [conn42] end connection 192.0.2.7:40123 (3 connections now open)',
  create: () => new LineReader('mongodb-text', MONGODB_SHAPES),
});
