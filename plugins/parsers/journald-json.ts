import { defineParser, Type } from '../../pipeline/plugin.js';
import { JsonReader } from './support/json/reader.js';

/**
 * Told from other JSON by its names; `json` reads it. Journal JSON format,
 * https://systemd.io/JOURNAL_EXPORT_FORMATS/#journal-json-format.
 */
export default defineParser({
  kind: 'parser',
  name: 'journald-json',
  summary: 'Reads what `journalctl -o json` writes.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [journald-json] }',
  specificity: 90,
  place: 'both',
  leads: '{ \t\r\n',
  readBy: 'json',
  envelope: true,
  sample:
    '{"__REALTIME_TIMESTAMP":"1762856430123456","_HOSTNAME":"web-1","PRIORITY":"3","SYSLOG_IDENTIFIE' +
    'R":"mailer","_PID":"812","MESSAGE":"could not connect"}',
  create: () => new JsonReader('journald-json'),
});
