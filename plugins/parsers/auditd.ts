import { defineParser, Type } from '../../pipeline/plugin.js';
import { AuditdReader } from './support/security/auditd.js';

/** https://github.com/linux-audit/audit-documentation/wiki/SPEC-Audit-Event-Enrichment */
export default defineParser({
  kind: 'parser',
  name: 'auditd',
  summary: "Reads the records of Linux's audit daemon.",
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [auditd] }',
  specificity: 100,
  leads: 'tna',
  place: 'both',
  needs: ['='],
  sample: `type=USER_AUTH msg=audit(1762856430.123:4711): pid=812 uid=0 auid=1000 ses=3 msg='op=PAM:authentication acct="frank" exe="/usr/sbin/sshd" hostname=203.0.113.9 addr=203.0.113.9 terminal=ssh res=failed'`,
  create: () => new AuditdReader(),
});
