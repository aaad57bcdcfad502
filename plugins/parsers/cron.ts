import { defineParser, Type } from '../../pipeline/plugin.js';
import { ProgramMessageReader } from './support/security/programs.js';

/** https://github.com/cronie-crond/cronie (src/misc.c, log_it) */
export default defineParser({
  kind: 'parser',
  name: 'cron',
  summary: "Reads cron's messages: whose job ran.",
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [cron] }',
  specificity: 90,
  leads: '( ',
  place: 'both',
  readBy: 'sshd',
  sample: '(root) CMD (run-parts /etc/cron.hourly)',
  create: () => new ProgramMessageReader('cron'),
});
