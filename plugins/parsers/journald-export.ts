import { defineParser, Type } from '../../pipeline/plugin.js';
import { JournaldExportReader } from './support/security/journald-export.js';

/** https://systemd.io/JOURNAL_EXPORT_FORMATS/#journal-export-format */
export default defineParser({
  kind: 'parser',
  name: 'journald-export',
  summary: "Reads the export format of systemd's journal (`journalctl -o export`).",
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [journald-export] }',
  specificity: 100,
  leads: '_',
  place: 'record',
  envelope: true,
  sample:
    '__REALTIME_TIMESTAMP=1762856430123456\n_HOSTNAME=web-1\nPRIORITY=4\nSYSLOG_IDENTIFIER=auth\n_PID=812\nMESSAGE=password will expire',
  create: () => new JournaldExportReader(),
});
