import { defineParser, Type } from '../../pipeline/plugin.js';
import { ProgramMessageReader } from './support/security/programs.js';

/** https://www.openssh.com/portable.html (auth.c, packet.c) */
export default defineParser({
  kind: 'parser',
  name: 'sshd',
  summary: "Reads who came to OpenSSH's server, from where, and whether they were let in.",
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [sshd] }',
  specificity: 90,
  place: 'both',
  sample: 'Accepted publickey for deploy from 203.0.113.9 port 50022 ssh2: ED25519 SHA256:q7w1bT0f2Qm4uP3c',
  create: () => new ProgramMessageReader(),
});
