import { defineParser, Type } from '../../pipeline/plugin.js';
import { FrameReader } from './support/applications/frame-reader.js';
import { WEBSPHERE_WHOLE } from './support/applications/java-server-frames.js';

/** https://www.ibm.com/docs/en/was/9.0.5?topic=data-log-trace-file-interpretation, and Liberty's messages.log. */
export default defineParser({
  kind: 'parser',
  name: 'websphere',
  summary: 'Reads the logs of WebSphere and Liberty.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [websphere] }',
  specificity: 90,
  place: 'both',
  leads: '[',
  sample: '[11/11/25 10:20:30:123 GMT] 0000004c ApplicationMg A   WSVR0221I: Application started: shop',
  create: () => new FrameReader({ whole: WEBSPHERE_WHOLE }),
});
