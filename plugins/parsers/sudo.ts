import { defineParser, Type } from '../../pipeline/plugin.js';
import { ProgramMessageReader } from './support/security/programs.js';

/** https://www.sudo.ws/docs/man/sudoers.man/#EVENT_LOGGING */
export default defineParser({
  kind: 'parser',
  name: 'sudo',
  summary: "Reads sudo's messages: who ran what as whom.",
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [sudo] }',
  specificity: 90,
  place: 'both',
  readBy: 'sshd',
  sample: 'frank : TTY=pts/0 ; PWD=/home/frank ; USER=root ; COMMAND=/usr/bin/systemctl restart web',
  create: () => new ProgramMessageReader('sudo'),
});
