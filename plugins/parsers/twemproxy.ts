import { defineParser, Type } from '../../pipeline/plugin.js';
import { FRAME_LEADS, FRAME_SPECIFICITY, frameReader } from './support/applications/application-log.js';

/** https://github.com/twitter/twemproxy#logging */
export default defineParser({
  kind: 'parser',
  name: 'twemproxy',
  summary: 'Reads the log of twemproxy (nutcracker), with the pools it speaks of.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [twemproxy] }',
  specificity: FRAME_SPECIFICITY,
  place: 'both',
  readBy: 'application-log',
  leads: FRAME_LEADS,
  sample: `[2025-11-11 10:20:30.123] nc_ketama.c:120 2 of 3 servers are live for pool 1 'carts'`,
  create: () => frameReader('twemproxy'),
});
