import type { RecordDraft } from '../record-draft.js';

/*
 * What the messages of Cisco's firewalls say, whatever their number: they all name addresses, ports and interfaces in a
 * few ways. https://www.cisco.com/c/en/us/td/docs/security/asa/syslog/b_syslog.html
 */

/** No message is longer; what follows is not looked at. */
const REACH = 1_024;
/** The words before the addresses. */
const HEAD = 160;

const ADDRESS =
  '(?:\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7}|[A-Za-z][\\w-]{0,63}(?:\\.[\\w-]{1,63}){1,8})';
/** `inside:10.0.0.1/80 (192.0.2.1/80)(DOMAIN\\user)`, `inside/10.0.0.1(80)`, `10.0.0.1`. */
const ENDPOINT =
  `(?:(?<zone>[\\w.-]{1,64})[:/])?(?<ip>${ADDRESS})(?:/(?<port>\\w{1,16})|\\((?<port2>\\d{1,6})\\))?` +
  `(?:\\((?<user>[^()\\s]{1,128})\\))?(?: \\((?<nat>${ADDRESS})(?:/(?<natPort>\\d{1,6}))?\\)(?:\\((?<user2>[^()\\s]{1,128})\\))?)?`;
const SOURCE = new RegExp(
  `(?:\\bfor|\\bfrom|\\bsrc|\\bladdr|\\bbetween|\\blocal-host|\\b(?:permitted|denied|est-allowed) \\S{1,32}) \\(?${ENDPOINT}`,
);
const DESTINATION = new RegExp(`(?:\\bto|\\bdst|\\bfaddr|->|\\band) ${ENDPOINT}`);

const ACTION =
  /\b(built|teardown|deny|denied|permitted|est-allowed|discarded|dropp(?:ing|ed)|requested|created|deleted|blocked|accessed|executed|failed|successful|rejected)\b/i;
const PROTOCOL = /\b(tcp|udp|icmp(?:v?6)?|gre|esp|igmp|sctp|ospf|eigrp)\b|\bprotocol[ =]{1,2}(\d{1,3})\b/i;
const DURATION = / duration (\d{1,6}):(\d\d):(\d\d)/;
/** Of the session that was torn down, behind the number of bytes. */
const BYTES = / bytes (\d{1,18})(?: ([^(]{1,120}?))?(?: \(([^()\s]{1,128})\))?$/;
const ICMP = /\btype[= ]{1,2}(\d{1,3}), ?code[= ]{1,2}(\d{1,3})/;

/** Name in the metadata and where it is found. */
const PARTS: readonly (readonly [string, RegExp])[] = [
  ['direction', /\b(inbound|outbound)\b/i],
  ['connection_id', /\bconnection (\d{1,18})\b/],
  ['rule', /\b(?:access-group "([^"]{1,128})"|access-list (\S{1,128}))/],
  ['interface', /\bon (?:interface (\S{1,64})|(\S{1,64}) interface)/],
  ['tcp_flags', /\bflags ([A-Z ]{2,40}?) {1,2}on /],
  ['hit_count', /\bhit-cnt (\d{1,18})\b/],
  ['user', /\b[Uu]ser(?:name)?(?: ?[=:] ?| )(?:'([^']{1,128})'|"([^"]{1,128})"|([^\s,'"()]{1,128}))/],
  ['group', /\bGroup = ([^,]{1,128}),/],
  ['command', /\bexecuted (?:the )?'([^']{1,512})'/],
];

/** Puts what a firewall's message says into the draft. */
export function readFirewallText(text: string, draft: RecordDraft): void {
  const head = text.slice(0, HEAD);
  const all = text.slice(0, REACH);
  draft.text('action', ACTION.exec(head)?.[1]?.toLowerCase());
  const protocol = PROTOCOL.exec(head);
  draft.text('protocol', (protocol?.[1] ?? protocol?.[2])?.toLowerCase());
  readEndpoint('source', SOURCE.exec(all), draft);
  readEndpoint('destination', DESTINATION.exec(all), draft);
  for (const [name, pattern] of PARTS) {
    const match = pattern.exec(all);
    if (match === null) continue;
    const value = match.slice(1).find((part) => part !== undefined);
    draft.number(name, name === 'direction' ? value?.toLowerCase() : value);
  }
  if (!draft.has('source_ip')) draft.text('source_ip', /\bIP = ([\d.:a-fA-F]{3,45})/.exec(all)?.[1]);
  readNumbers(all, draft);
}

function readEndpoint(side: string, match: RegExpExecArray | null, draft: RecordDraft): void {
  if (match === null) return;
  const { zone, ip, port, port2, user, nat, natPort, user2 } = match.groups!;
  draft
    .text(`${side}_ip`, ip)
    .number(`${side}_port`, port ?? port2)
    .text(`${side}_interface`, zone)
    .text(`${side}_nat_ip`, nat)
    .number(`${side}_nat_port`, natPort)
    .text(`${side}_user`, user ?? user2);
}

function readNumbers(text: string, draft: RecordDraft): void {
  const duration = DURATION.exec(text);
  if (duration !== null) {
    const [, hours, minutes, seconds] = duration.map(Number);
    draft.number('duration_ms', String(((hours! * 60 + minutes!) * 60 + seconds!) * 1_000));
  }
  const bytes = BYTES.exec(text);
  if (bytes !== null) draft.number('bytes', bytes[1]).text('reason', bytes[2]?.trim());
  if (bytes?.[3] !== undefined && !draft.has('user')) draft.text('user', bytes[3]);
  const icmp = ICMP.exec(text);
  if (icmp !== null) draft.number('icmp_type', icmp[1]).number('icmp_code', icmp[2]);
}
