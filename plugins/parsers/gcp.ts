import { defineParser, Type } from '../../pipeline/plugin.js';
import { JsonReader } from './support/json/reader.js';

/**
 * Told from other JSON by its names; `json` reads it. LogEntry,
 * https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry.
 */
export default defineParser({
  kind: 'parser',
  name: 'gcp',
  summary: 'Reads log entries of Google Cloud.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [gcp] }',
  specificity: 90,
  place: 'both',
  leads: '{ \t\r\n',
  readBy: 'json',
  envelope: true,
  sample:
    '{"insertId":"a1","logName":"projects/shop/logs/run.googleapis.com%2Fstdout","resource":{"type":' +
    '"cloud_run_revision","labels":{"service_name":"cart","location":"europe-west3"}},"severity":"WA' +
    'RNING","textPayload":"cart is empty","timestamp":"2025-11-11T10:20:30.123456789Z"}',
  create: () => new JsonReader('gcp'),
});
