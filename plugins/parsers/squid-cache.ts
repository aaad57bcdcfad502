import { defineParser, Type } from '../../pipeline/plugin.js';
import { FRAME_LEADS, FRAME_SPECIFICITY, frameReader } from './support/applications/application-log.js';

/** https://wiki.squid-cache.org/SquidFaq/SquidLogs#cachelog */
export default defineParser({
  kind: 'parser',
  name: 'squid-cache',
  summary: 'Reads the cache.log of Squid.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [squid-cache] }',
  specificity: FRAME_SPECIFICITY,
  place: 'both',
  readBy: 'application-log',
  leads: FRAME_LEADS,
  sample:
    '2025/11/11 10:20:30 kid1| Accepting HTTP Socket connections at local=[::]:3128 remote=[::] FD 11 flags=9',
  create: () => frameReader('squid-cache'),
});
