import { defineParser, Type } from '../../pipeline/plugin.js';
import { FrameReader } from './support/applications/frame-reader.js';
import { WEAVE_WHOLE } from './support/applications/weave-frames.js';

/** https://rajch.github.io/weave/troubleshooting#container-logs; messages of other programs in the same frame are `go-log`. */
export default defineParser({
  kind: 'parser',
  name: 'weave',
  summary: 'Reads what Weave Net says of peers, connections, IPsec and network policies.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [weave] }',
  specificity: 72,
  place: 'both',
  readBy: 'go-log',
  needs: [':'],
  leads: 'IWEDF',
  sample:
    'WARN: 2025/11/11 10:20:30.123456 UDP connection from 192.0.2.7:68 to 203.0.113.9:67 blocked by Weave NPC.',
  create: () => new FrameReader({ whole: WEAVE_WHOLE }),
});
