import { defineParser, Type } from '../../pipeline/plugin.js';
import { FRAME_LEADS, FRAME_SPECIFICITY, frameReader } from './support/applications/application-log.js';

/** https://github.com/serilog/serilog-sinks-console#output-templates */
export default defineParser({
  kind: 'parser',
  name: 'serilog',
  summary: "Reads Serilog's console and file output.",
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [serilog] }',
  specificity: FRAME_SPECIFICITY,
  place: 'both',
  readBy: 'application-log',
  leads: FRAME_LEADS,
  sample: '2025-11-11 10:20:30.123 +01:00 [WRN] stock of item 12 is low',
  create: () => frameReader('serilog'),
});
