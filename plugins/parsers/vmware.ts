import { defineParser, Type } from '../../pipeline/plugin.js';
import { FRAME_LEADS, FRAME_SPECIFICITY, frameReader } from './support/applications/application-log.js';

/** https://knowledge.broadcom.com/external/article/306962 */
export default defineParser({
  kind: 'parser',
  name: 'vmware',
  summary: 'Reads the logs of vSphere and ESXi.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [vmware] }',
  specificity: FRAME_SPECIFICITY,
  place: 'both',
  readBy: 'application-log',
  leads: FRAME_LEADS,
  sample:
    '2025-11-11T10:20:30.123Z info vpxd[47110] [Originator@6876 sub=vpxLro opID=7e12] [VpxLRO] -- FINISH lro-846',
  create: () => frameReader('vmware'),
});
