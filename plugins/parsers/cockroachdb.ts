import { defineParser, Type } from '../../pipeline/plugin.js';
import { FrameReader } from './support/applications/frame-reader.js';
import { GOOGLE_WHOLE } from './support/applications/google-frames.js';

/** https://www.cockroachlabs.com/docs/stable/log-formats#format-crdb-v2 */
export default defineParser({
  kind: 'parser',
  name: 'cockroachdb',
  summary: 'Reads the log of CockroachDB.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [cockroachdb] }',
  specificity: 90,
  place: 'both',
  readBy: 'klog',
  leads: 'DIWEF',
  sample:
    'I251111 10:20:30.123456 197 server/status/runtime.go:525 ⋮ [n1] 17  runtime stats: 106 MiB RSS, 175 goroutines',
  create: () => new FrameReader({ whole: GOOGLE_WHOLE }, 'cockroachdb'),
});
