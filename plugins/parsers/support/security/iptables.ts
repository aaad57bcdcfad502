import type { LogEvent } from '../../../../pipeline/event.js';
import { RecordDraft } from '../record-draft.js';

/*
 * `[prefix] IN=eth0 OUT= MAC=… SRC=192.0.2.1 DST=… LEN=60 TOS=0x00 … PROTO=TCP SPT=1 DPT=2 WINDOW=1 SYN URGP=0`: what
 * the LOG target of iptables and nftables writes (nf_log_syslog of Linux), with the prefixes of ufw, Shorewall,
 * SuSEfirewall2 and UniFi.
 */

/** The prefix is up to 29 characters; UniFi puts a description into it. */
const FARTHEST = 256;
const START = /(?:^|[^A-Za-z])IN=/;
const IS_PACKET = / ?OUT=\S{0,64} (?:[A-Z]{3,8}=\S{0,256} ){0,3}SRC=[\da-fA-F.:]{2,45} DST=/y;
const UPTIME = /^\[ {0,8}\d{1,10}\.\d{1,9}\] ?/;
/** A clock or a priority before is that of a record of syslog, whose message this is. */
const ENVELOPE = /^<|\d:\d\d:\d\d/;
const ACTION = /\b(BLOCK|DROP|DENY|REJECT|ACCEPT|ALLOW|LIMIT|AUDIT|PASS)(?:ED)?\b/i;
/** VyOS and UniFi end the rule's name with a letter: `[WAN_IN-3004-D]`. */
const ACTION_LETTER = /-([ADR])\]/;
/** Before the number of the rule: `[FW-A-LAN_LOCAL-2013]`. */
const EARLY_LETTER = /\[(?:FW-)?([ADR])-/;
const ACTION_OF_LETTER: Readonly<Record<string, string>> = { A: 'accept', D: 'drop', R: 'reject' };

const NAMES = new Map([
  ['IN', 'in_interface'],
  ['OUT', 'out_interface'],
  ['PHYSIN', 'physical_in_interface'],
  ['PHYSOUT', 'physical_out_interface'],
  ['MAC', 'mac'],
  ['SRC', 'source_ip'],
  ['DST', 'destination_ip'],
  ['SPT', 'source_port'],
  ['DPT', 'destination_port'],
  ['LEN', 'length'],
  ['TTL', 'ttl'],
  ['HOPLIMIT', 'ttl'],
  ['ID', 'ip_id'],
  ['PREC', 'precedence'],
  ['FLOWLBL', 'flow_label'],
  ['TYPE', 'icmp_type'],
  ['CODE', 'icmp_code'],
  ['WINDOW', 'tcp_window'],
  ['SEQ', 'sequence'],
  ['URGP', 'urgent_pointer'],
]);
const IP_FLAGS = new Set(['DF', 'MF', 'CE']);
const TCP_FLAGS = new Set(['SYN', 'ACK', 'FIN', 'RST', 'PSH', 'URG', 'ECE', 'CWR']);
const TOKEN = /\S+/g;
const KEY = /^([A-Z]{2,12})=(.*)$/;
/** The head of an Ethernet frame: whom it is for, whom it is from, and its type. */
const FRAME_HEAD = /^([\da-f]{2}(?::[\da-f]{2}){5}):([\da-f]{2}(?::[\da-f]{2}){5}):[\da-f]{2}:[\da-f]{2}$/i;
const FRAME_HEAD_LENGTH = 41;
const DECIMAL = /^(?:0|[1-9]\d{0,17})$/;

export class IptablesReader {
  readonly #draft = new RecordDraft();

  parse(record: string, event: LogEvent): number {
    const start = START.exec(record.slice(0, FARTHEST));
    if (start === null) return 0;
    const at = start.index + start[0].length - 3;
    if (ENVELOPE.test(record.slice(0, at))) return 0;
    const interfaceEnd = record.indexOf(' ', at);
    if (interfaceEnd < 0 || interfaceEnd - at > 64) return at;
    IS_PACKET.lastIndex = interfaceEnd;
    if (!IS_PACKET.test(record)) return at;
    const draft = this.#draft.begin();
    readPrefix(record.slice(0, at), draft);
    readPacket(record.slice(at), draft);
    return draft.message(record).claim('iptables', event);
  }
}

function readPrefix(prefix: string, draft: RecordDraft): void {
  const rule = prefix.replace(UPTIME, '').trim();
  const letter = ACTION_LETTER.exec(rule) ?? EARLY_LETTER.exec(rule);
  draft.text('rule', rule);
  draft.text('action', ACTION.exec(rule)?.[1]?.toLowerCase() ?? ACTION_OF_LETTER[letter?.[1] ?? '']);
}

function readPacket(packet: string, draft: RecordDraft): void {
  // An ICMP error has the packet that it is about in brackets.
  const innerStart = packet.indexOf(' [SRC=');
  const innerEnd = innerStart < 0 ? -1 : packet.indexOf(']', innerStart);
  const outer = innerEnd < 0 ? packet : packet.slice(0, innerStart) + packet.slice(innerEnd + 1);
  const flags: string[] = [];
  const ipFlags: string[] = [];
  for (const [token] of outer.matchAll(TOKEN)) {
    if (TCP_FLAGS.has(token)) flags.push(token);
    else if (IP_FLAGS.has(token)) ipFlags.push(token);
    else readPair(token, draft);
  }
  draft.text('ip_flags', ipFlags.join(' ')).text('tcp_flags', flags.join(' '));
  if (innerEnd >= 0) draft.text('icmp_packet', packet.slice(innerStart + 2, innerEnd).trim());
}

function readPair(token: string, draft: RecordDraft): void {
  const match = KEY.exec(token);
  if (match === null) return;
  const [, key, value] = match as unknown as [string, string, string];
  if (key === 'PROTO') {
    draft.text('protocol', value.toLowerCase());
    return;
  }
  if (key === 'MAC' && value.length === FRAME_HEAD_LENGTH) {
    const frame = FRAME_HEAD.exec(value);
    if (frame !== null) {
      draft.text('destination_mac', frame[1]!).text('source_mac', frame[2]!);
      return;
    }
  }
  // Of UDP packets the second length is that of the datagram.
  const name = key === 'LEN' && draft.has('length') ? 'udp_length' : (NAMES.get(key) ?? key.toLowerCase());
  if (DECIMAL.test(value)) draft.number(name, value);
  else draft.text(name, value);
}
