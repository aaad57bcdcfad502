import { defineParser, Type } from '../../pipeline/plugin.js';
import { FrameReader } from './support/applications/frame-reader.js';
import { LOGCAT_WHOLE } from './support/applications/runtime-frames.js';

/** https://developer.android.com/tools/logcat#outputFormat */
export default defineParser({
  kind: 'parser',
  name: 'logcat',
  summary: "Reads Android's logcat.",
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [logcat] }',
  specificity: 85,
  place: 'both',
  needs: [':'],
  leads: '0123456789VDIWEFA',
  sample: '11-11 10:20:30.123  4711  4720 W OrderView: no picture for item 12',
  create: () => new FrameReader({ whole: LOGCAT_WHOLE }),
});
