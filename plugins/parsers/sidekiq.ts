import { defineParser, Type } from '../../pipeline/plugin.js';
import { FRAME_LEADS, FRAME_SPECIFICITY, frameReader } from './support/applications/application-log.js';

/** https://github.com/sidekiq/sidekiq/wiki/Logging */
export default defineParser({
  kind: 'parser',
  name: 'sidekiq',
  summary: "Reads Sidekiq's log.",
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [sidekiq] }',
  specificity: FRAME_SPECIFICITY,
  place: 'both',
  readBy: 'application-log',
  leads: FRAME_LEADS,
  sample:
    '2025-11-11T10:20:30.123Z 4711 TID-ouz2k4 MailJob JID-5f2c1e9a7b3d4c6e8f0a1b2c INFO: done: 0.046 sec',
  create: () => frameReader('sidekiq'),
});
