import { defineParser, Type } from '../../pipeline/plugin.js';
import { SquidReader } from './support/web/squid.js';

/** https://wiki.squid-cache.org/Features/LogFormat#squid-native-accesslog-format-in-detail */
export default defineParser({
  kind: 'parser',
  name: 'squid',
  summary: 'Reads the native access log of Squid.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [squid] }',
  specificity: 92,
  leads: '0123456789',
  place: 'both',
  sample:
    '1762856430.123    187 192.0.2.17 TCP_MISS/200 5120 GET http://example.com/index.html frank ' +
    'HIER_DIRECT/198.51.100.7 text/html',
  create: () => new SquidReader(),
});
