import { defineParser, Type } from '../../pipeline/plugin.js';
import { JsonReader } from './support/json/reader.js';

/**
 * Told from other JSON by its names; `json` reads it. GELF 1.1,
 * https://go2docs.graylog.org/current/getting_in_log_data/gelf.html.
 */
export default defineParser({
  kind: 'parser',
  name: 'gelf',
  summary:
    "Reads Graylog's format: short_message, host, numeric levels, fields with an underscore before them.",
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [gelf] }',
  specificity: 90,
  place: 'both',
  leads: '{ \t\r\n',
  readBy: 'json',
  sample:
    '{"version":"1.1","host":"web-1","short_message":"cart is empty","full_message":"cart is empty' +
    '\\nuser 42","timestamp":1762856430.123,"level":4,"_user_id":42,"_app":"shop"}',
  create: () => new JsonReader('gelf'),
});
