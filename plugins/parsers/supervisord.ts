import { defineParser, Type } from '../../pipeline/plugin.js';
import { FRAME_LEADS, FRAME_SPECIFICITY, frameReader } from './support/applications/application-log.js';

/** https://supervisord.org/logging.html#activity-log */
export default defineParser({
  kind: 'parser',
  name: 'supervisord',
  summary: 'Reads the activity log of supervisord.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [supervisord] }',
  specificity: FRAME_SPECIFICITY,
  place: 'both',
  readBy: 'application-log',
  leads: FRAME_LEADS,
  sample: "2025-11-11 10:20:30,123 INFO spawned: 'web' with pid 4711",
  create: () => frameReader('supervisord'),
});
