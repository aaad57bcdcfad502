import { defineParser, Type } from '../../pipeline/plugin.js';
import { FrameReader } from './support/applications/frame-reader.js';
import { JUL_WHOLE } from './support/applications/java-server-frames.js';

/** https://docs.oracle.com/javase/8/docs/api/java/util/logging/SimpleFormatter.html, https://tomcat.apache.org/tomcat-10.1-doc/logging.html */
export default defineParser({
  kind: 'parser',
  name: 'java-util-logging',
  summary: "Reads java.util.logging in two lines, and Tomcat's in one.",
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [java-util-logging] }',
  specificity: 85,
  place: 'both',
  needs: [':'],
  leads: 'JFMASOND0123456789',
  sample:
    '11-Nov-2025 10:20:30.123 INFO [main] org.apache.catalina.startup.Catalina.start Server startup in [1335] milliseconds',
  create: () => new FrameReader({ whole: JUL_WHOLE }),
});
