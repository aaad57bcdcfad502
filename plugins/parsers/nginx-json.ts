import { defineParser, Type } from '../../pipeline/plugin.js';
import { JsonReader } from './support/json/reader.js';

/**
 * Told from other JSON by its names; `json` reads it. https://nginx.org/en/docs/http/ngx_http_log_module.html
 * (`escape=json`) and https://nginx.org/en/docs/varindex.html.
 */
export default defineParser({
  kind: 'parser',
  name: 'nginx-json',
  summary: 'Reads access lines of nginx in JSON, under the names of its variables.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [nginx-json] }',
  specificity: 90,
  place: 'both',
  leads: '{ \t\r\n',
  readBy: 'json',
  sample:
    '{"time_iso8601":"2025-11-11T10:20:30+00:00","remote_addr":"192.0.2.7","request":"GET /cart?id=7' +
    ' HTTP/1.1","status":"502","body_bytes_sent":"157","request_time":"0.012","http_user_agent":"cur' +
    'l/8","upstream_addr":"10.0.0.3:8080"}',
  create: () => new JsonReader('nginx-json'),
});
