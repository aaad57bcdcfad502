import { defineParser, Type } from '../../pipeline/plugin.js';
import { Rfc3164Reader } from './support/syslog-3164.js';

/** https://www.rfc-editor.org/rfc/rfc3164#section-4.1 */
export default defineParser({
  kind: 'parser',
  name: 'syslog-rfc3164',
  summary:
    'Reads the older syslog of most devices and files (RFC 3164), with or without priority, host and tag.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [syslog-rfc3164] }',
  specificity: 60,
  place: 'both',
  needs: [':[<'],
  envelope: true,
  leads: '<ADEFGJLMNOSTWadefgjlmnos0123456789',
  sample: "<34>Oct 11 22:14:15 web-1 su[812]: 'su root' failed for frank on /dev/pts/8",
  create: () => new Rfc3164Reader(),
});
