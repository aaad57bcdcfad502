import { defineParser, Type } from '../../pipeline/plugin.js';
import { JuniperFlowReader } from './support/security/juniper.js';

/** https://www.juniper.net/documentation/us/en/software/junos/network-mgmt/topics/topic-map/system-logging-for-a-security-device.html */
export default defineParser({
  kind: 'parser',
  name: 'juniper-rt-flow',
  summary: "Reads the sessions that Juniper's SRX firewalls log.",
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [juniper-rt-flow] }',
  specificity: 100,
  leads: 'R',
  place: 'both',
  sample:
    'RT_FLOW_SESSION_CLOSE: session closed TCP FIN: 203.0.113.9/53836->192.0.2.10/22 junos-ssh 203.0.113.9/53836->192.0.2.10/22 None None 6 allow-ssh untrust trust 4711 78(6657) 122(13305) 45',
  create: () => new JuniperFlowReader(),
});
