import { defineParser, Type } from '../../pipeline/plugin.js';
import { FrameReader } from './support/applications/frame-reader.js';
import { WEBLOGIC_WHOLE } from './support/applications/java-server-frames.js';

/** https://docs.oracle.com/middleware/1213/wls/WLLOG/logging_services.htm */
export default defineParser({
  kind: 'parser',
  name: 'weblogic',
  summary: 'Reads the server log of WebLogic.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [weblogic] }',
  specificity: 95,
  place: 'both',
  leads: '#',
  sample:
    '####<Nov 11, 2025, 10:20:30,123 AM GMT> <Info> <Server> <host-1> <server-1> <main> <<WLS Kernel>> <> <d77d9327-00000005> <1762856430123> <[severity-value: 64] [rid: 0] > <BEA-000238> <Shutdown has completed.>',
  create: () => new FrameReader({ whole: WEBLOGIC_WHOLE }),
});
