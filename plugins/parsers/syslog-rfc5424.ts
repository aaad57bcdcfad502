import { defineParser, Type } from '../../pipeline/plugin.js';
import { Rfc5424Reader } from './support/syslog-5424.js';

/** https://www.rfc-editor.org/rfc/rfc5424#section-6 */
export default defineParser({
  kind: 'parser',
  name: 'syslog-rfc5424',
  summary: 'Reads syslog with a version, an ISO time stamp and structured data (RFC 5424).',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [syslog-rfc5424] }',
  specificity: 80,
  place: 'both',
  envelope: true,
  leads: '<12',
  sample:
    '<165>1 2025-11-11T10:20:30.123456Z web-1 auth 4711 LOGIN [request@32473 id="a1" user="frank"] signed in',
  create: () => new Rfc5424Reader(),
});
