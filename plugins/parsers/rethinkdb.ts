import { defineParser, Type } from '../../pipeline/plugin.js';
import { FRAME_LEADS, FRAME_SPECIFICITY, frameReader } from './support/applications/application-log.js';

/** https://rethinkdb.com/docs/system-tables/#logs */
export default defineParser({
  kind: 'parser',
  name: 'rethinkdb',
  summary: 'Reads the log of RethinkDB.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [rethinkdb] }',
  specificity: FRAME_SPECIFICITY,
  place: 'both',
  readBy: 'application-log',
  leads: FRAME_LEADS,
  sample: '2025-11-11T10:20:30.123456789 0.017351s notice: Loading data from directory /data/rethinkdb_data',
  create: () => frameReader('rethinkdb'),
});
