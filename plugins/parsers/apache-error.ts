import { defineParser, Type } from '../../pipeline/plugin.js';
import { ApacheErrorReader } from './support/web/apache-error.js';

/** https://httpd.apache.org/docs/2.4/logs.html#errorlog, and the format before 2.4 */
export default defineParser({
  kind: 'parser',
  name: 'apache-error',
  summary: 'Reads the error log of Apache, of 2.4 and older.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [apache-error] }',
  specificity: 82,
  leads: '[',
  place: 'both',
  sample:
    '[Tue Nov 11 10:20:30.123456 2025] [authz_core:error] [pid 4711:tid 139872] [client 192.0.2.17:51234] ' +
    'AH01630: client denied by server configuration: /srv/www/private',
  create: () => new ApacheErrorReader(),
});
