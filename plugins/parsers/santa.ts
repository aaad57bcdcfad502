import { defineParser, Type } from '../../pipeline/plugin.js';
import { FRAME_LEADS, FRAME_SPECIFICITY, frameReader } from './support/applications/application-log.js';

/** https://santa.dev/concepts/logs.html */
export default defineParser({
  kind: 'parser',
  name: 'santa',
  summary: 'Reads the log of Santa, which allows and denies executions on macOS.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [santa] }',
  specificity: FRAME_SPECIFICITY,
  place: 'both',
  readBy: 'application-log',
  leads: FRAME_LEADS,
  sample:
    '[2025-11-11T10:20:30.123Z] I santad: action=EXEC|decision=ALLOW|reason=CERT|path=/bin/ls|args=ls -l|pid=4711|ppid=1|uid=0|user=root',
  create: () => frameReader('santa'),
});
