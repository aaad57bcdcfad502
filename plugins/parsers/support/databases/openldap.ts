import type { RecordDraft } from '../record-draft.js';
import { type Found, head, type LineShape } from './line-reader.js';

// --- OpenLDAP: https://www.openldap.org/doc/admin26/slapdconf2.html (olcLogLevel: stats) ---

const LDAP_PAIR =
  / (dn|base|filter|method|mech|scope|deref|tag|err|qtime|etime|nentries|text|attr|oid|ssf)=("(?:[^"\\]|\\.)*"|\S*)/g;
const LDAP_ACCEPT =
  /^(?:IP|PATH)=(\S{1,255}?)(?::(\d{1,5}))? \((?:IP|PATH)=([^)\s]{1,255}?)(?::(\d{1,5}))?\)/;
const LDAP_NUMBERS = new Set(['method', 'scope', 'deref', 'tag', 'err', 'nentries', 'ssf']);
const LDAP_NAMES: Readonly<Record<string, string>> = {
  err: 'error_code',
  qtime: 'queue_time',
  etime: 'operation_time',
};
const LDAP_OPERATION =
  '(?<operation>ACCEPT from|closed|SEARCH RESULT|RESULT|BIND|UNBIND|SRCH|ADD|MOD|MODRDN|DEL|CMP|ABANDON|EXT|STARTTLS|TLS established|PASSMOD|WHOAMI|ENTRY|REFERRAL|do_\\w{1,32}|connection_\\w{1,32})';
const LDAP_CONNECTION = `conn=(?<connection>\\d{1,12}) (?:(?:fd=(?<fd>\\d{1,9})|op=(?<op>-?\\d{1,9})) ){1,2}${LDAP_OPERATION}:? ?`;
const LDAP_STAMP = '\\[(?<stamp>\\d\\d-\\d\\d-\\d{4} \\d\\d:\\d\\d:\\d\\d)\\] ';
const LDAP_PROGRAM = '(?<application>slapd) (?<level>debug|info|warning|error) +';

/** The day comes first. */
function yearFirst(written: string): string {
  return written.replace(/^(\d\d)-(\d\d)-(\d{4})/, '$3-$2-$1');
}

export const OPENLDAP_SHAPES: readonly LineShape[] = [
  { head: head(`(?=conn=)`, LDAP_CONNECTION), finish: finishLdap },
  { head: head(LDAP_STAMP, LDAP_PROGRAM, LDAP_CONNECTION), stamp: yearFirst, finish: finishLdap },
  { head: head(LDAP_STAMP, LDAP_PROGRAM), stamp: yearFirst },
];

function finishLdap(
  draft: RecordDraft,
  message: string,
  { operation = '', connection, fd, op }: Found,
): void {
  const place = [`conn=${connection}`, fd && `fd=${fd}`, op && `op=${op}`].filter((part) => part).join(' ');
  draft.message(`${place} ${operation} ${message}`.trimEnd());
  const accept = operation === 'ACCEPT from' ? LDAP_ACCEPT.exec(message) : null;
  if (accept !== null) {
    draft.text('client_ip', accept[1]).number('client_port', accept[2]);
    draft.text('server_ip', accept[3]).number('server_port', accept[4]);
    return;
  }
  for (const [, name, written] of ` ${message}`.matchAll(LDAP_PAIR)) {
    const value = written!.startsWith('"') ? written!.slice(1, -1) : written!;
    if (LDAP_NUMBERS.has(name!)) draft.number(LDAP_NAMES[name!] ?? name!, value);
    else draft.text(LDAP_NAMES[name!] ?? name!, value);
  }
}
