import { defineParser, Type } from '../../pipeline/plugin.js';
import { FRAME_LEADS, FRAME_SPECIFICITY, frameReader } from './support/applications/application-log.js';

/** https://openprinting.github.io/cups/doc/man-cupsd-logs.html */
export default defineParser({
  kind: 'parser',
  name: 'cups',
  summary: 'Reads the error log of CUPS.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [cups] }',
  specificity: FRAME_SPECIFICITY,
  place: 'both',
  readBy: 'application-log',
  leads: FRAME_LEADS,
  sample: 'E [11/Nov/2025:10:20:30 +0000] [Job 12] Printer is out of paper.',
  create: () => frameReader('cups'),
});
