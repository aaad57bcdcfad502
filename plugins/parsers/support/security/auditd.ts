import type { LogEvent } from '../../../../pipeline/event.js';
import type { Parser } from '../../../../pipeline/plugin.js';
import { readTime } from '../field-values.js';
import { RecordDraft } from '../record-draft.js';

/*
 * `node=h type=SYSCALL msg=audit(1762856430.123:4711): arch=c000003e syscall=59 success=yes …`: the records of Linux's
 * audit daemon, and the same as the kernel prints them without it (`audit: type=1400 audit(…): apparmor="DENIED" …`).
 * https://github.com/linux-audit/audit-documentation/wiki/SPEC-Writing-Good-Events
 */

const HEAD =
  /(?:audit: )?(?:node=(\S{1,255}) )?type=([A-Z][A-Z0-9_]{1,63}|\d{3,5}|UNKNOWN\[\d{1,5}\]) (?:msg=)?audit\((\d{1,11}\.\d{1,9}):(\d{1,19})\): ?/y;
/** A pair; the value in quotes of either kind, or up to a blank. Enriched logs have U+001D before the names. */
const PAIR = /([A-Za-z][\w-]{0,63}(?: (?=(?:auid|ses)=))?(?:auid|ses)?)=("[^"]*"|'[^']*'|[^\s\x1d]*)/g;
const HEX = /^(?:[0-9A-F]{2})+$/;
/** Those whose text is written as hexadecimal digits when it has a blank or a quote in it. */
const ENCODED = new Set([
  'cmd',
  'comm',
  'cwd',
  'data',
  'exe',
  'name',
  'ocomm',
  'proctitle',
  'acct',
  'path',
  'key',
  'root_dir',
]);
/** Hexadecimal numbers and identifiers: text even where they have decimal digits only. */
const TEXTS = /^(?:a\d{1,3}|arch|dev|inode|fp|key|saddr|rdev|mode|o?gid_list|cap_.+|[A-Z].*)$/;
const NAMES: Readonly<Record<string, string>> = {
  acct: 'user',
  addr: 'client_ip',
  rport: 'client_port',
  laddr: 'destination_ip',
  lport: 'destination_port',
  src: 'source_ip',
  dst: 'destination_ip',
  res: 'outcome',
  cmd: 'command',
  exe: 'executable',
  'old auid': 'old_auid',
  'new auid': 'new_auid',
  'old ses': 'old_ses',
  'new ses': 'new_ses',
};
const utf8 = new TextDecoder('utf-8', { fatal: true });

export class AuditdReader implements Parser {
  readonly #draft = new RecordDraft();

  parse(record: string, event: LogEvent): number {
    HEAD.lastIndex = 0;
    const head = HEAD.exec(record);
    if (head === null) return 0;
    const [, node, type, seconds, serial] = head as unknown as [
      string,
      string | undefined,
      string,
      string,
      string,
    ];
    const draft = this.#draft.begin().time(readTime(seconds), 0, seconds);
    draft
      .source(node ?? '')
      .text('audit_type', type)
      .number('audit_serial', serial);
    readPairs(record.slice(head[0].length), draft);
    return draft.message(record).claim('auditd', event);
  }
}

function readPairs(text: string, draft: RecordDraft): void {
  for (const [, name, written] of text.matchAll(PAIR)) {
    if (name === 'msg' && written!.startsWith("'")) readPairs(written!.slice(1, -1), draft);
    else readPair(name!, written!, draft);
  }
}

function readPair(name: string, written: string, draft: RecordDraft): void {
  const quoted = written.startsWith('"');
  const value = quoted ? written.slice(1, -1) : written;
  if (value === '?' || value === '(null)') return;
  const ours = NAMES[name] ?? name;
  if (!quoted && ENCODED.has(name)) draft.text(ours, decoded(value));
  else if (quoted || TEXTS.test(name)) draft.text(ours, value);
  else draft.number(ours, value);
}

/** The text whose bytes the digits are; the digits where those are no readable text. */
function decoded(value: string): string {
  if (!HEX.test(value) || value.length < 4) return value;
  try {
    // The arguments of a command line are parted by NUL.
    return utf8.decode(Buffer.from(value, 'hex')).replaceAll('\0', ' ').trim();
  } catch {
    return value;
  }
}
