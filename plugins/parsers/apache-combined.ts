import { defineParser, Type } from '../../pipeline/plugin.js';
import { AccessLogReader } from './support/access-log.js';
import { ACCESS_LOG_LEADS } from './support/access-log-line.js';

/**
 * `LogFormat "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-agent}i\"" combined`:
 * https://httpd.apache.org/docs/2.4/logs.html#combined, and what nginx writes unless told otherwise:
 * https://nginx.org/en/docs/http/ngx_http_log_module.html
 */
export default defineParser({
  kind: 'parser',
  name: 'apache-combined',
  summary: 'Reads the combined access log of Apache and nginx.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [apache-combined] }',
  specificity: 72,
  leads: ACCESS_LOG_LEADS,
  place: 'both',
  needs: ['"'],
  sample:
    '192.0.2.17 - frank [11/Nov/2025:10:20:30 +0000] "GET /api/health?full=1 HTTP/1.1" 200 512 ' +
    '"https://example.com/start" "Mozilla/5.0 (X11; Linux x86_64)"',
  create: () => new AccessLogReader('apache-combined', true),
});
