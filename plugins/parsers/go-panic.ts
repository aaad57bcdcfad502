import { defineParser, Type } from '../../pipeline/plugin.js';
import { FrameReader } from './support/applications/frame-reader.js';
import { GO_PANIC } from './support/applications/runtime-frames.js';

/** https://pkg.go.dev/builtin#panic */
export default defineParser({
  kind: 'parser',
  name: 'go-panic',
  summary: 'Reads panics and fatal errors of Go programs with their goroutines.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [go-panic] }',
  specificity: 85,
  place: 'both',
  needs: [':['],
  leads: 'pfg',
  sample:
    'panic: runtime error: index out of range [3] with length 3\n\ngoroutine 1 [running]:\nmain.main()\n\t/srv/shop/main.go:12 +0x1d',
  create: () => new FrameReader({ whole: GO_PANIC }),
});
