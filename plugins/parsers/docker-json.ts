import { defineParser, Type } from '../../pipeline/plugin.js';
import { JsonReader } from './support/json/reader.js';

/**
 * Told from other JSON by its names; `json` reads it. The json-file logging driver of Docker,
 * https://docs.docker.com/engine/logging/drivers/json-file/.
 */
export default defineParser({
  kind: 'parser',
  name: 'docker-json',
  summary:
    "Reads what Docker's json-file driver writes: a line, its stream and its time; the line is opened in turn.",
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [docker-json] }',
  specificity: 90,
  place: 'both',
  leads: '{ \t\r\n',
  readBy: 'json',
  envelope: true,
  sample:
    '{"log":"GET /healthz took 3 ms\\n","stream":"stdout","time":"2025-11-11T10:20:30.123456789Z","a' +
    'ttrs":{"tag":"web-1"}}',
  create: () => new JsonReader('docker-json'),
});
