import type { LogEvent } from '../../../../pipeline/event.js';
import type { Parser } from '../../../../pipeline/plugin.js';
import { RecordDraft } from '../record-draft.js';

/*
 * Sessions as Juniper's firewalls log them: SRX by their order, the older NetScreen by names.
 */

const FLOW = (name: string) =>
  `(?<${name}Ip>[\\da-fA-F.:]{2,45})/(?<${name}Port>\\d{1,5})->(?<${name}Ip2>[\\da-fA-F.:]{2,45})/(?<${name}Port2>\\d{1,5})`;
const HEAD = new RegExp(
  `(?<tag>RT_FLOW_SESSION_(?<action>CREATE|CLOSE|DENY)(?:_LS)?): session (?:created|denied|closed(?: (?<reason>[^:]{1,64}):)?) ` +
    `${FLOW('flow')}(?: 0x[\\da-f]{1,16})? (?<service>\\S{1,64})(?: ${FLOW('nat')})?`,
  'y',
);
/** Rules of the translation, protocol, policy, zones, session; then packets and bytes of each side and the seconds. */
const SESSION =
  /(?: 0x[\da-f]{1,16})? \S{1,64} \S{1,64} (\d{1,3}) (\S{1,128}) (\S{1,64}) (\S{1,64}) (\d{1,18})(?: (\d{1,18})\((\d{1,18})\) (\d{1,18})\((\d{1,18})\) (\d{1,12}))?/y;
const DENIED = / (\d{1,3})\(\d{1,3}\) (\S{1,128}) (\S{1,64}) (\S{1,64})/y;
const SESSION_NAMES = [
  ...['protocol', 'rule', 'source_zone', 'destination_zone', 'connection_id'],
  ...['source_packets', 'source_bytes', 'destination_packets', 'destination_bytes', 'elapsed_seconds'],
];

/** `RT_FLOW_SESSION_CLOSE: session closed TCP FIN: 192.0.2.1/5->192.0.2.2/22 junos-ssh …` */
export class JuniperFlowReader implements Parser {
  readonly #draft = new RecordDraft();

  parse(record: string, event: LogEvent): number {
    if (!record.startsWith('RT_FLOW')) return 0;
    const start = record.startsWith('RT_FLOW: ') ? 9 : 0;
    HEAD.lastIndex = start;
    const parts = HEAD.exec(record)?.groups;
    if (parts === undefined) return start + 7;
    const draft = this.#draft.begin().text('mnemonic', parts.tag).text('action', parts.action?.toLowerCase());
    draft.text('reason', parts.reason).text('service', parts.service);
    draft.text('source_ip', parts.flowIp).number('source_port', parts.flowPort);
    draft.text('destination_ip', parts.flowIp2).number('destination_port', parts.flowPort2);
    draft.text('source_nat_ip', parts.natIp).number('source_nat_port', parts.natPort);
    draft.text('destination_nat_ip', parts.natIp2).number('destination_nat_port', parts.natPort2);
    const rest = parts.action === 'DENY' ? DENIED : SESSION;
    rest.lastIndex = HEAD.lastIndex;
    const values = rest.exec(record)?.slice(1) ?? [];
    values.forEach((value, i) => {
      const name = SESSION_NAMES[i]!;
      if (name === 'protocol') draft.text(name, value);
      else draft.number(name, value);
    });
    return draft.message(record).claim('juniper-rt-flow', event);
  }
}

const NETSCREEN =
  /NetScreen device_id=(\S{1,64}) {1,2}(?:\[[\w-]{1,64}\])?(system-(\w{1,32})-(\d{5}))(?:\((\w{1,32})\))?: /y;
const PAIR =
  /((?:src|dst)(?: zone|-xlated ip)|\w{1,64})=("[^"]*"|.*?)(?= (?:(?:src|dst)(?: zone|-xlated ip)|\w{1,64})=|$)/gs;
const NETSCREEN_NAMES: Readonly<Record<string, string>> = {
  'src zone': 'source_zone',
  'dst zone': 'destination_zone',
  'src-xlated ip': 'source_nat_ip',
  'dst-xlated ip': 'destination_nat_ip',
  src: 'source_ip',
  dst: 'destination_ip',
  src_port: 'source_port',
  dst_port: 'destination_port',
  sent: 'source_bytes',
  rcvd: 'destination_bytes',
  policy_id: 'rule',
  session_id: 'connection_id',
  proto: 'protocol',
};
/** No message is longer; what follows stays in it. */
const REACH = 4_096;

/** `NetScreen device_id=fw [Root]system-notification-00257(traffic): start_time="…" duration=0 policy_id=1 …` */
export class NetscreenReader implements Parser {
  readonly #draft = new RecordDraft();

  parse(record: string, event: LogEvent): number {
    if (!record.startsWith('NetScreen ')) return 0;
    NETSCREEN.lastIndex = 0;
    const head = NETSCREEN.exec(record);
    if (head === null) return 10;
    const [written, device, kind, word, code, type] = head;
    const draft = this.#draft
      .begin()
      .text('device_id', device)
      .text('mnemonic', kind)
      .text('event_code', code);
    draft.levelWord(word === 'notification' ? 'notice' : word!).text('type', type);
    let side = 'source';
    for (const [, name, value] of record.slice(written.length, REACH).matchAll(PAIR)) {
      if (name === 'dst-xlated ip') side = 'destination';
      const ours = name === 'port' ? `${side}_nat_port` : (NETSCREEN_NAMES[name!] ?? name!);
      const text = value!.startsWith('"') ? value!.slice(1, -1) : value!.trim();
      if (ours === 'protocol') draft.text(ours, text);
      else draft.number(ours, text);
    }
    return draft.message(record).claim('netscreen', event);
  }
}
