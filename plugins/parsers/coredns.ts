import { defineParser, Type } from '../../pipeline/plugin.js';
import { FRAME_LEADS, FRAME_SPECIFICITY, frameReader } from './support/applications/application-log.js';

/** https://coredns.io/plugins/log/ */
export default defineParser({
  kind: 'parser',
  name: 'coredns',
  summary: 'Reads the queries that the plugin `log` of CoreDNS writes.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [coredns] }',
  specificity: FRAME_SPECIFICITY,
  place: 'both',
  readBy: 'application-log',
  leads: FRAME_LEADS,
  sample:
    '[INFO] 192.0.2.7:50759 - 29008 "A IN example.org. udp 41 false 4096" NOERROR qr,rd,ra,ad 68 0.037990251s',
  create: () => frameReader('coredns'),
});
