import { defineParser, Type } from '../../pipeline/plugin.js';
import { CiscoAsaReader } from './support/security/cisco.js';

/** https://www.cisco.com/c/en/us/td/docs/security/asa/syslog/b_syslog.html */
export default defineParser({
  kind: 'parser',
  name: 'cisco-asa',
  summary: "Reads what Cisco's firewalls write (ASA, FTD, PIX, FWSM): addresses, ports, action, interfaces.",
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [cisco-asa] }',
  specificity: 100,
  leads: '%',
  place: 'both',
  sample:
    '%ASA-6-302013: Built outbound TCP connection 4711 for outside:198.51.100.7/443 (198.51.100.7/443) to inside:10.0.0.12/51544 (192.0.2.1/51544)',
  create: () => new CiscoAsaReader(),
});
