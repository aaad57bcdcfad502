import { defineParser, Type } from '../../pipeline/plugin.js';
import { HaproxyReader } from './support/web/haproxy.js';

/** https://docs.haproxy.org/3.0/configuration.html#8.2.3 */
export default defineParser({
  kind: 'parser',
  name: 'haproxy-http',
  summary: 'Reads the HTTP log of HAProxy, bare or in syslog.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [haproxy-http] }',
  specificity: 92,
  leads: '0123456789abcdefABCDEF:[uC',
  place: 'both',
  programs: /haproxy/i,
  sample:
    '192.0.2.17:51234 [11/Nov/2025:10:20:30.123] www~ api/web-1 0/0/1/11/12 200 512 - - ---- 3/2/1/1/0 0/0 ' +
    '{example.com|curl/8.5.0} {} "GET /api/orders?full=1 HTTP/1.1"',
  create: () => new HaproxyReader('http'),
});
