import { defineParser, Type } from '../../pipeline/plugin.js';
import { NginxErrorReader } from './support/web/nginx-error.js';

/** https://nginx.org/en/docs/ngx_core_module.html#error_log, written by ngx_log_error_core() */
export default defineParser({
  kind: 'parser',
  name: 'nginx-error',
  summary: 'Reads the error log of nginx.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [nginx-error] }',
  specificity: 90,
  leads: '0123456789',
  place: 'both',
  needs: ['['],
  sample:
    '2025/11/11 10:20:30 [error] 31#31: *7 connect() failed (111: Connection refused) while connecting to upstream, ' +
    'client: 192.0.2.17, server: example.com, request: "GET /api HTTP/1.1", upstream: "http://198.51.100.7:8080/api", ' +
    'host: "example.com"',
  create: () => new NginxErrorReader(),
});
