import { defineParser, Type } from '../../pipeline/plugin.js';
import { HaproxyNoticeReader } from './support/web/haproxy-notice.js';

/** https://docs.haproxy.org/3.0/management.html#8: what HAProxy sends to syslog besides the lines of its clients */
export default defineParser({
  kind: 'parser',
  name: 'haproxy',
  summary: 'Reads what HAProxy says of its proxies and servers.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [haproxy] }',
  specificity: 88,
  place: 'both',
  programs: /haproxy/i,
  sample:
    'Server api/web-1 is DOWN, reason: Layer4 timeout, check duration: 2001ms. 1 active and 0 backup servers left. ' +
    '0 sessions active, 0 requeued, 0 remaining in queue.',
  create: () => new HaproxyNoticeReader(),
});
