import { defineParser, Type } from '../../pipeline/plugin.js';
import { FRAME_LEADS, FRAME_SPECIFICITY, frameReader } from './support/applications/application-log.js';

/** https://docs.gluster.org/en/latest/Administrator-Guide/Logging/ */
export default defineParser({
  kind: 'parser',
  name: 'glusterfs',
  summary: "Reads GlusterFS' logs.",
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [glusterfs] }',
  specificity: FRAME_SPECIFICITY,
  place: 'both',
  readBy: 'application-log',
  leads: FRAME_LEADS,
  sample:
    '[2025-11-11 10:20:30.123456] W [MSGID: 106118] [handler.c:1883:begin_task] 0-management: no lock for volume media',
  create: () => frameReader('glusterfs'),
});
