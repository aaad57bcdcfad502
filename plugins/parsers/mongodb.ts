import { defineParser, Type } from '../../pipeline/plugin.js';
import { JsonReader } from './support/json/reader.js';

/** Told from other JSON by its names; `json` reads it. https://www.mongodb.com/docs/manual/reference/log-messages/. */
export default defineParser({
  kind: 'parser',
  name: 'mongodb',
  summary: 'Reads the log of MongoDB 4.4 and later.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [mongodb] }',
  specificity: 90,
  place: 'both',
  leads: '{ \t\r\n',
  readBy: 'json',
  sample:
    '{"t":{"$date":"2025-11-11T10:20:30.123+01:00"},"s":"W","c":"STORAGE","id":22120,"ctx":"initandl' +
    'isten","msg":"Slow flush","attr":{"durationMillis":812}}',
  create: () => new JsonReader('mongodb'),
});
