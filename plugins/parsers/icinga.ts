import { defineParser, Type } from '../../pipeline/plugin.js';
import { FRAME_LEADS, FRAME_SPECIFICITY, frameReader } from './support/applications/application-log.js';

/** https://icinga.com/docs/icinga-2/latest/doc/14-features/#logging */
export default defineParser({
  kind: 'parser',
  name: 'icinga',
  summary: 'Reads the log of Icinga 2.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [icinga] }',
  specificity: FRAME_SPECIFICITY,
  place: 'both',
  readBy: 'application-log',
  leads: FRAME_LEADS,
  sample:
    "[2025-11-11 10:20:30 +0000] information/Notification: Sending 'Recovery' notification to 'on-call'",
  create: () => frameReader('icinga'),
});
