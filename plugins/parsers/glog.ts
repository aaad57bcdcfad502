import { defineParser, Type } from '../../pipeline/plugin.js';
import { FrameReader } from './support/applications/frame-reader.js';
import { GOOGLE_WHOLE } from './support/applications/google-frames.js';

/** https://github.com/google/glog#log-line-prefix-format */
export default defineParser({
  kind: 'parser',
  name: 'glog',
  summary: "Reads the lines of Google's glog.",
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [glog] }',
  specificity: 90,
  place: 'both',
  readBy: 'klog',
  leads: 'DIWEF',
  sample: 'W1111 10:20:30.123456  4711 cache.cc:253] cache is full',
  create: () => new FrameReader({ whole: GOOGLE_WHOLE }, 'glog'),
});
