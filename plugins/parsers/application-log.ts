import { defineParser, Type } from '../../pipeline/plugin.js';
import { FRAME_LEADS, FRAME_SPECIFICITY, frameReader } from './support/applications/application-log.js';

/** Frames of stamp, level, thread and logger that are no single vendor's. It reads the formats of all such frames. */
export default defineParser({
  kind: 'parser',
  name: 'application-log',
  summary: 'Reads lines of programs with a stamp, a level and more in a frame that many share.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [application-log] }',
  specificity: FRAME_SPECIFICITY,
  place: 'both',
  needs: [':[('],
  leads: FRAME_LEADS,
  sample: '[2025-11-11 10:20:30.123][8][warning][config] [source/server/options.cc:168] option is deprecated',
  create: () => frameReader(),
});
