import { defineParser, Type } from '../../pipeline/plugin.js';
import { JsonReader } from './support/json/reader.js';

/**
 * Told from other JSON by its names; `json` reads it. NXLog im_msvistalog,
 * https://docs.nxlog.co/refman/current/im/msvistalog.html; Winlogbeat,
 * https://www.elastic.co/docs/reference/beats/winlogbeat/exported-fields.
 */
export default defineParser({
  kind: 'parser',
  name: 'windows-event-json',
  summary: 'Reads Windows events as NXLog, Winlogbeat and Azure write them in JSON.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [windows-event-json] }',
  specificity: 90,
  place: 'both',
  leads: '{ \t\r\n',
  readBy: 'json',
  sample:
    '{"EventTime":"2025-11-11 10:20:30","Hostname":"dc-1","EventID":7036,"Channel":"System","SourceN' +
    'ame":"Service Control Manager","Severity":"INFO","Message":"The spooler entered the stopped sta' +
    'te."}',
  create: () => new JsonReader('windows-event-json'),
});
