import type { RecordDraft } from '../record-draft.js';
import { type Found, head, type LineShape } from './line-reader.js';

// --- Dovecot: https://doc.dovecot.org/main/core/config/logging.html ---

const DOVECOT_PAIR =
  /(?:^|[ ,])(user|method|rip|lip|rport|lport|mpid|session|in|out|msgid|size|secured|reason)=(<[^<>]*>|[^\s,]*)/g;
const DOVECOT_NAMES: Readonly<Record<string, string>> = {
  rip: 'client_ip',
  lip: 'server_ip',
  rport: 'client_port',
  lport: 'server_port',
  in: 'bytes_received',
  out: 'bytes_sent',
  method: 'authenticator',
  session: 'session_id',
  msgid: 'message_id',
  size: 'bytes',
};
const DOVECOT_NUMBERS = new Set(['rport', 'lport', 'mpid', 'in', 'out', 'size']);
const DOVECOT_REACH = 2_048;

export const DOVECOT_SHAPES: readonly LineShape[] = [
  {
    head: head(
      '(?<service>(?:imap|pop3|lmtp|lda|managesieve|submission|indexer-worker|quota-status)(?:-login)?|auth|auth-worker|master|anvil|log|config|stats|doveadm|ssl-params|director)(?<inner_>\\([^)\\s]{1,320}\\))?(?:<\\d{1,10}>)?(?:<[\\w+/=]{1,64}>)?: ',
      '(?:(?<level>Info|Warning|Error|Fatal|Panic|Debug): )?',
    ),
    accept: ({ service = '' }, message, { application }) =>
      application === 'dovecot' ||
      (/-login$/.test(service) && / rip=\S/.test(message.slice(0, DOVECOT_REACH))),
    finish: finishDovecot,
  },
];

function finishDovecot(draft: RecordDraft, message: string, { inner_: inner = '' }: Found): void {
  const user = inner.slice(1, -1);
  if (user !== '' && !/^\d+$/.test(user)) draft.text('user', user);
  for (const [, name, written] of message.slice(0, DOVECOT_REACH).matchAll(DOVECOT_PAIR)) {
    const value = written!.startsWith('<') ? written!.slice(1, -1) : written!;
    const field = DOVECOT_NAMES[name!] ?? name!;
    if (DOVECOT_NUMBERS.has(name!)) draft.number(field, value);
    else if (!draft.has(field)) draft.text(field, value);
  }
}
