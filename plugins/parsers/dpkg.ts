import { defineParser, Type } from '../../pipeline/plugin.js';
import { FRAME_LEADS, FRAME_SPECIFICITY, frameReader } from './support/applications/application-log.js';

/** https://manpages.debian.org/stable/dpkg/dpkg.1.en.html (--log) */
export default defineParser({
  kind: 'parser',
  name: 'dpkg',
  summary: "Reads the log of Debian's package manager.",
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [dpkg] }',
  specificity: FRAME_SPECIFICITY,
  place: 'both',
  readBy: 'application-log',
  leads: FRAME_LEADS,
  sample: '2025-11-11 10:20:30 upgrade openssl:amd64 3.0.16-1 3.0.17-1',
  create: () => frameReader('dpkg'),
});
