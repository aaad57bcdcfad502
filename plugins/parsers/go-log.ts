import { defineParser, Type } from '../../pipeline/plugin.js';
import { FrameReader } from './support/applications/frame-reader.js';
import { GO_LOG } from './support/applications/runtime-frames.js';
import { WEAVE_WHOLE } from './support/applications/weave-frames.js';

/** https://pkg.go.dev/log#pkg-constants */
export default defineParser({
  kind: 'parser',
  name: 'go-log',
  summary: "Reads the lines of Go's log package that say more than a date.",
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [go-log] }',
  specificity: 72,
  place: 'both',
  needs: [':'],
  leads: '0123456789IWEDFTPeiwdfap[',
  sample: '2025/11/11 10:20:30.123456 server.go:87: listening on :8080',
  create: () => new FrameReader({ whole: [...WEAVE_WHOLE, ...GO_LOG] }),
});
