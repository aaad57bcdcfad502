import { defineParser, Type } from '../../pipeline/plugin.js';
import { HaproxyReader } from './support/web/haproxy.js';

/** https://docs.haproxy.org/3.0/configuration.html#8.2.2, and the lines of connections that failed (§8.2.6) */
export default defineParser({
  kind: 'parser',
  name: 'haproxy-tcp',
  summary: 'Reads the TCP log of HAProxy, bare or in syslog.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [haproxy-tcp] }',
  specificity: 91,
  leads: '0123456789abcdefABCDEF:[uC',
  place: 'both',
  programs: /haproxy/i,
  sample: '192.0.2.17:51234 [11/Nov/2025:10:20:30.123] db postgres/db-1 0/1/5007 2048 -- 3/2/1/1/0 0/0',
  create: () => new HaproxyReader('tcp'),
});
