import { defineParser, Type } from '../../pipeline/plugin.js';
import { SnortReader } from './support/security/snort.js';

/** Also alert_csv. https://docs.suricata.io/en/latest/configuration/suricata-yaml.html#line-based-alerts-log-fast-log */
export default defineParser({
  kind: 'parser',
  name: 'snort',
  summary: 'Reads the alerts of Snort and Suricata, one per line.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [snort] }',
  specificity: 95,
  leads: '0123456789[',
  place: 'both',
  needs: [':'],
  sample:
    '11/11/2025-10:20:30.123456  [**] [1:2009582:3] SCAN probe of port 22 [**] [Classification: Attempted Information Leak] [Priority: 2] {TCP} 203.0.113.9:56642 -> 192.0.2.10:22',
  create: () => new SnortReader(),
});
