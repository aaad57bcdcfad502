import { defineParser, Type } from '../../pipeline/plugin.js';
import { JsonReader } from './support/json/reader.js';

/**
 * Told from other JSON by its names; `json` reads it.
 * https://docs.nextcloud.com/server/latest/admin_manual/configuration_server/logging_configuration.html.
 */
export default defineParser({
  kind: 'parser',
  name: 'nextcloud',
  summary: 'Reads nextcloud.log.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [nextcloud] }',
  specificity: 90,
  place: 'both',
  leads: '{ \t\r\n',
  readBy: 'json',
  sample:
    '{"reqId":"q7","level":2,"time":"2025-11-11T10:20:30+00:00","remoteAddr":"192.0.2.7","user":"ann' +
    '","app":"files","method":"GET","url":"/index.php","message":"quota is low","userAgent":"curl/8"' +
    ',"version":"31.0.0"}',
  create: () => new JsonReader('nextcloud'),
});
