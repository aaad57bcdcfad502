import { defineParser, Type } from '../../pipeline/plugin.js';
import { JsonReader } from './support/json/reader.js';

/** Told from other JSON by its names; `json` reads it. https://caddyserver.com/docs/caddyfile/directives/log. */
export default defineParser({
  kind: 'parser',
  name: 'caddy-json',
  summary: 'Reads the access log of Caddy.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [caddy-json] }',
  specificity: 90,
  place: 'both',
  leads: '{ \t\r\n',
  readBy: 'json',
  sample:
    '{"level":"info","ts":1762856430.123,"logger":"http.log.access","msg":"handled request","request' +
    '":{"remote_ip":"192.0.2.7","remote_port":"40001","proto":"HTTP/2.0","method":"GET","host":"shop' +
    '.example","uri":"/cart?id=7","headers":{"User-Agent":["curl/8"]}},"bytes_read":0,"user_id":"","' +
    'duration":0.0125,"size":512,"status":200,"resp_headers":{}}',
  create: () => new JsonReader('caddy-json'),
});
