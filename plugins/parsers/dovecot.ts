import { defineParser, Type } from '../../pipeline/plugin.js';
import { DOVECOT_SHAPES } from './support/databases/dovecot.js';
import { LineReader } from './support/databases/line-reader.js';

/** https://doc.dovecot.org/main/core/config/logging.html */
export default defineParser({
  kind: 'parser',
  name: 'dovecot',
  summary: 'Reads what Dovecot writes to syslog: who came in and how, what was delivered.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [dovecot] }',
  specificity: 90,
  place: 'both',
  needs: [':('],
  leads: 'ipldmsqac',
  sample:
    'imap-login: Login: user=<anna@example.com>, method=PLAIN, rip=192.0.2.7, lip=192.0.2.1, mpid=4711, TLS, session=<a1B2c3D4e5F6>',
  create: () => new LineReader('dovecot', DOVECOT_SHAPES),
});
