import { defineParser, Type } from '../../pipeline/plugin.js';
import { NetscreenReader } from './support/security/juniper.js';

/** Juniper Networks, ScreenOS Message Log Reference Guide */
export default defineParser({
  kind: 'parser',
  name: 'netscreen',
  summary: "Reads the messages of Juniper's NetScreen firewalls.",
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [netscreen] }',
  specificity: 100,
  leads: 'N',
  place: 'both',
  sample:
    'NetScreen device_id=fw-1  [Root]system-notification-00257(traffic): start_time="2025-11-11 10:20:30" duration=0 policy_id=120 service=https proto=6 src zone=Trust dst zone=Untrust action=Permit sent=120 rcvd=240 src=192.0.2.10 dst=203.0.113.9 src_port=51544 dst_port=443',
  create: () => new NetscreenReader(),
});
