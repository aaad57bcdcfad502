import { defineParser, Type } from '../../pipeline/plugin.js';
import { CiscoIosReader } from './support/security/cisco.js';

/** https://www.cisco.com/c/en/us/td/docs/routers/access/wireless/software/guide/SysMsgLogging.html */
export default defineParser({
  kind: 'parser',
  name: 'cisco-ios',
  summary: "Reads the messages of Cisco's routers and switches (IOS, IOS XE, NX-OS).",
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [cisco-ios] }',
  specificity: 95,
  leads: '%*.:0123456789',
  place: 'both',
  needs: ['%'],
  sample:
    '000123: *Nov 11 10:20:30.123 UTC: %SYS-5-CONFIG_I: Configured from console by admin on vty0 (10.0.0.5)',
  create: () => new CiscoIosReader(),
});
