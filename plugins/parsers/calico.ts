import { defineParser, Type } from '../../pipeline/plugin.js';
import { FRAME_LEADS, FRAME_SPECIFICITY, frameReader } from './support/applications/application-log.js';

/** https://docs.tigera.io/calico/latest/operations/troubleshoot/component-logs */
export default defineParser({
  kind: 'parser',
  name: 'calico',
  summary: "Reads the logs of Calico's components, with the fields behind their messages.",
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [calico] }',
  specificity: FRAME_SPECIFICITY,
  place: 'both',
  readBy: 'application-log',
  leads: FRAME_LEADS,
  sample: `2025-11-11 10:20:30.123 [INFO][760] felix/table.go 506: Queueing update of chain. chainName="cali-fw" ipVersion=0x4`,
  create: () => frameReader('calico'),
});
