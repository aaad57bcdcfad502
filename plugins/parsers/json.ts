import { defineParser, Type } from '../../pipeline/plugin.js';
import { JsonReader } from './support/json/reader.js';

/** One JSON object per record (RFC 8259). What its fields become is said in docs/formats.md. */
export default defineParser({
  kind: 'parser',
  name: 'json',
  summary: 'Reads a JSON object; the names loggers use for time, level, host, program and message are known.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [json] }',
  specificity: 50,
  place: 'both',
  leads: '{ \t\r\n',
  sample:
    '{"timestamp":"2025-11-11T10:20:30.123Z","level":"INFO","source":"web-1","application":"auth","message":"signed in",' +
    '"metadata":{"user_id":123,"duration_ms":12.5}}',
  create: () => new JsonReader('json'),
});
