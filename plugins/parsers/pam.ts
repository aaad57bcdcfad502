import { defineParser, Type } from '../../pipeline/plugin.js';
import { ProgramMessageReader } from './support/security/programs.js';

/** https://github.com/linux-pam/linux-pam (modules/pam_unix) */
export default defineParser({
  kind: 'parser',
  name: 'pam',
  summary: "Reads what PAM's modules say of sessions and failed logins.",
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [pam] }',
  specificity: 90,
  leads: 'p',
  place: 'both',
  readBy: 'sshd',
  sample: 'pam_unix(sshd:session): session opened for user deploy(uid=1001) by (uid=0)',
  create: () => new ProgramMessageReader('pam'),
});
