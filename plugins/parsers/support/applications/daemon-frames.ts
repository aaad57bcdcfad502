import type { RecordDraft } from '../record-draft.js';
import { type Frame, frame, setMessage } from './frame.js';

/*
 * Daemons of networks and of security, which have frames of their own.
 */

const ICINGA = '(?<level>debug|notice|information|warning|critical)/(?<component>[A-Za-z][\\w.-]{1,60}): ';

/** `"A IN example.org. udp 41 false 4096" NOERROR qr,rd,ra 68 0.037s` of CoreDNS' plugin `log`. */
const QUERY =
  /^(\[[\da-fA-F:.]{2,45}\]|[\d.]{7,15}):(\d{1,5}) - (\d{1,6}) "(\S{1,16}) (\S{1,8}) (\S{1,255}) (\w{1,5}) (\d{1,6}) (true|false) (\d{1,6})" ([A-Z]{2,12}|-) (\S{1,40}) (\d{1,6}) (\d{1,6}(?:\.\d{1,9})?)s$/;

function readQuery(draft: RecordDraft, message: string): boolean {
  const query = QUERY.exec(message);
  if (query === null) return false;
  const [
    ,
    client,
    port,
    id,
    type,
    kind,
    name,
    protocol,
    bytes,
    dnssec,
    buffer,
    answer,
    flags,
    answered,
    took,
  ] = query as unknown as string[];
  draft.text('client_ip', client!.replace(/[[\]]/g, '')).number('client_port', port).number('query_id', id);
  draft
    .text('query_type', type)
    .text('query_class', kind)
    .text('query_name', name)
    .text('protocol', protocol);
  draft.number('request_bytes', bytes).json('dnssec', dnssec!).number('buffer_bytes', buffer);
  draft.text('response_code', answer).text('response_flags', flags).number('bytes', answered);
  draft.json('duration_ms', String(Math.round(Number(took) * 1e9) / 1e6)).message(message);
  return true;
}

const SANTA_NAMES: Readonly<Record<string, string>> = { path: 'executable', args: 'command' };
const SANTA_NUMBERS = new Set(['pid', 'ppid', 'uid', 'gid']);
const MOST_PAIRS = 64;

/** `action=EXEC|decision=ALLOW|…|path=/bin/ls|args=ls -l`; a bar in a value is written as `<pipe>`. */
function readSanta(draft: RecordDraft, message: string): boolean {
  for (const pair of message.split('|', MOST_PAIRS)) {
    const equals = pair.indexOf('=');
    if (equals <= 0) continue;
    const name = pair.slice(0, equals);
    const value = pair.slice(equals + 1).replaceAll('<pipe>', '|');
    if (SANTA_NUMBERS.has(name)) draft.number(name, value);
    else draft.text(SANTA_NAMES[name] ?? name, value);
  }
  draft.message(message);
  return true;
}

const SQUID_PAIR = / (local|remote|flags)=(\S{1,128})/g;

function readSquid(draft: RecordDraft, message: string): boolean {
  for (const [, name, value] of message.slice(0, 1_024).matchAll(SQUID_PAIR)) draft.number(name!, value);
  setMessage(draft, message);
  return true;
}

export const DAEMON_STAMPED: readonly Frame[] = [
  // Squid's cache.log: ` kid1| message`, `| message`
  frame('squid-cache', 'k|', '(?: (?<process>kid\\d{1,4}))?\\| ', {
    finish: readSquid,
    application: 'squid',
  }),
  // CoreDNS in Kubernetes: `stamp [INFO] client - …`
  frame('coredns', '[', ' \\[(?<level>INFO|ERROR|WARNING)\\] (?=[\\d[])', {
    finish: readQuery,
    application: 'coredns',
  }),
];

export const DAEMON_BRACKETED: readonly Frame[] = [
  frame('icinga', ']', `\\] ${ICINGA}`, { application: 'icinga2' }),
  frame('santa', ']', '\\] (?<letter>[DIWEF]) santad: (?=action=)', {
    finish: readSanta,
    application: 'santad',
  }),
];

export const DAEMON_WHOLE: readonly Frame[] = [
  // What Icinga says before it opens its log
  frame('icinga', 'dniwc', ICINGA, { application: 'icinga2' }),
  frame('coredns', '[', '\\[(?<level>INFO|ERROR|WARNING)\\] (?=[\\d[])', {
    finish: readQuery,
    application: 'coredns',
  }),
];
