import { defineParser, Type } from '../../pipeline/plugin.js';
import { FRAME_LEADS, FRAME_SPECIFICITY, frameReader } from './support/applications/application-log.js';

/** https://sssd.io/troubleshooting/basics.html */
export default defineParser({
  kind: 'parser',
  name: 'sssd',
  summary: "Reads SSSD's debug logs.",
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [sssd] }',
  specificity: FRAME_SPECIFICITY,
  place: 'both',
  readBy: 'application-log',
  leads: FRAME_LEADS,
  sample: '(2025-11-11 10:20:30): [be[example.com]] [find_user] (0x0040): no user named frank',
  create: () => frameReader('sssd'),
});
