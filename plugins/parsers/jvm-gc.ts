import { defineParser, Type } from '../../pipeline/plugin.js';
import { FrameReader } from './support/applications/frame-reader.js';
import { GC_WHOLE } from './support/applications/gc-frames.js';

/** https://openjdk.org/jeps/158, and -XX:+PrintGCDetails before Java 9. */
export default defineParser({
  kind: 'parser',
  name: 'jvm-gc',
  summary: "Reads the garbage collector's log of Java.",
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [jvm-gc] }',
  specificity: 88,
  place: 'both',
  leads: '[0123456789',
  sample:
    '[2025-11-11T10:20:30.123+0000][gc] GC(12) Pause Young (Normal) (G1 Evacuation Pause) 51M->12M(256M) 8.125ms',
  create: () => new FrameReader({ whole: GC_WHOLE }),
});
