import { defineParser, Type } from '../../pipeline/plugin.js';
import { JsonReader } from './support/json/reader.js';

/**
 * Told from other JSON by its names; `json` reads it. https://docs.suricata.io/en/latest/output/eve/eve-json-
 * format.html.
 */
export default defineParser({
  kind: 'parser',
  name: 'suricata',
  summary: 'Reads the events of Suricata (eve.json).',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [suricata] }',
  specificity: 90,
  place: 'both',
  leads: '{ \t\r\n',
  readBy: 'json',
  sample:
    '{"timestamp":"2025-11-11T10:20:30.123456+0100","flow_id":17,"event_type":"alert","src_ip":"192.' +
    '0.2.7","src_port":40001,"dest_ip":"198.51.100.2","dest_port":80,"proto":"TCP","alert":{"signatu' +
    're_id":2100498,"signature":"GPL ATTACK_RESPONSE id check","severity":2}}',
  create: () => new JsonReader('suricata'),
});
