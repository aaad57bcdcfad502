import { defineParser, Type } from '../../pipeline/plugin.js';
import { AccessLogReader } from './support/access-log.js';
import { ACCESS_LOG_LEADS } from './support/access-log-line.js';

/** `LogFormat "%h %l %u %t \"%r\" %>s %b" common`: https://httpd.apache.org/docs/2.4/logs.html#common */
export default defineParser({
  kind: 'parser',
  name: 'apache-common',
  summary: 'Reads the common access log of Apache, nginx and many others.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [apache-common] }',
  specificity: 70,
  leads: ACCESS_LOG_LEADS,
  place: 'both',
  needs: ['"'],
  sample: '192.0.2.17 - frank [11/Nov/2025:10:20:30 +0000] "GET /api/health HTTP/1.1" 200 512',
  create: () => new AccessLogReader('apache-common', false),
});
