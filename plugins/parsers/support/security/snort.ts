import { ASSUMED_YEAR, ASSUMED_ZONE } from '../../../../pipeline/assumed.js';
import type { LogEvent } from '../../../../pipeline/event.js';
import type { Level } from '../../../../pipeline/level.js';
import type { Parser } from '../../../../pipeline/plugin.js';
import { latest, microsOf } from '../calendar.js';
import { readDelimited } from '../delimited.js';
import { RecordDraft } from '../record-draft.js';

/*
 * The alerts of Snort (`-A fast`, and to syslog) and Suricata (fast.log):
 * `11/11-10:20:30.123456  [**] [1:2009582:3] text [**] [Classification: …] [Priority: 2] {TCP} 192.0.2.1:2 -> 192.0.2.3:4`
 * https://docs.suricata.io/en/latest/configuration/suricata-yaml.html#line-based-alerts-log-fast-log
 */

const STAMP = /(\d\d)\/(\d\d)(?:\/(\d{2,4}))?-(\d\d):(\d\d):(\d\d)\.(\d{6}) {1,2}(?=\[)/y;
const ALERT =
  /(?:\[(\w{1,16})\] )?(?:\[\*\*\] )?\[(\d{1,10}):(\d{1,10}):(\d{1,10})\] (.{1,1024}?)(?: \[\*\*\])?(?: \[Classification: ([^\]]{0,255})\])?(?: \[Priority: (\d{1,3})\])?:?(?: <\S{1,64}>)? \{([\w-]{1,32})\} (\S{1,64}) -> (\S{1,64})/y;
/** https://manual-snort-org.s3-website-us-east-1.amazonaws.com/node21.html#SECTION00366000000000000000 (alert_csv), in its default order. */
const CSV_STAMP =
  /(\d\d)\/(\d\d)(?:\/(\d\d))?-(\d\d):(\d\d):(\d\d)\.(\d{6}) ?,(?=\d{1,10},\d{1,10},\d{1,10},)/y;
const CSV_COLUMNS =
  'generator_id signature_id revision message protocol source_ip source_port destination_ip destination_port source_mac destination_mac frame_length tcp_flags tcp_sequence tcp_acknowledgement tcp_length tcp_window ttl tos packet_id datagram_length ip_length icmp_type icmp_code icmp_id icmp_sequence'.split(
    ' ',
  );
const CSV_TEXTS = /_(?:ip|mac|flags)$|^protocol$/;
const ENDPOINT = /^((?:\d{1,3}\.){3}\d{1,3}|[0-9a-fA-F:]{2,45}?)(?::(\d{1,5}))?$/;
const SECOND = 1_000_000;
/** 1 is the most urgent. */
const LEVELS: readonly (Level | undefined)[] = [undefined, 'ERROR', 'WARN', 'INFO', 'INFO'];

export class SnortReader implements Parser {
  readonly #draft = new RecordDraft();

  parse(record: string, event: LogEvent): number {
    CSV_STAMP.lastIndex = 0;
    const csv = CSV_STAMP.exec(record);
    return csv === null ? this.#parseAlert(record, event) : this.#parseCsv(csv, record, event);
  }

  #parseCsv(stamp: RegExpExecArray, record: string, event: LogEvent): number {
    const values = readDelimited(record.slice(stamp[0].length), ',', CSV_COLUMNS.length + 1);
    if (values?.length !== CSV_COLUMNS.length) return stamp[0].length;
    const draft = this.#draft.begin();
    readStamp(stamp, event.timestampMicros, draft);
    for (const [index, name] of CSV_COLUMNS.entries()) {
      const value = values[index]!;
      if (name === 'message') draft.message(value);
      else if (CSV_TEXTS.test(name)) draft.text(name, name === 'protocol' ? value.toLowerCase() : value);
      else draft.number(name, value);
    }
    return draft.level('WARN').claim('snort', event);
  }

  #parseAlert(record: string, event: LogEvent): number {
    STAMP.lastIndex = 0;
    const stamp = STAMP.exec(record);
    ALERT.lastIndex = stamp === null ? 0 : STAMP.lastIndex;
    const alert = ALERT.exec(record);
    if (alert === null) return stamp === null ? 0 : stamp[0].length;
    const [
      ,
      action,
      generator,
      signature,
      revision,
      text,
      classification,
      priority,
      protocol,
      source,
      destination,
    ] = alert;
    const draft = this.#draft.begin();
    if (stamp !== null) readStamp(stamp, event.timestampMicros, draft);
    draft.level(LEVELS[Number(priority)]).number('priority', priority);
    draft.number('generator_id', generator).number('signature_id', signature).number('revision', revision);
    draft.text('classification', classification).text('action', action?.toLowerCase());
    draft.text('protocol', protocol!.toLowerCase());
    putEndpoint('source', source!, draft);
    putEndpoint('destination', destination!, draft);
    draft.text('extra', record.slice(ALERT.lastIndex).trim());
    return draft.message(text!).claim('snort', event);
  }
}

function readStamp(stamp: RegExpExecArray, arrival: number, draft: RecordDraft): void {
  const [month, day, year, hour, minute, second, micros] = stamp.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const clock = ((hour * 60 + minute) * 60 + second) * SECOND + micros;
  const valid = hour < 24 && minute < 60 && second < 60;
  const yearless = stamp[3] === undefined;
  const whole = year < 100 ? 2000 + year : year;
  const at = yearless ? latest(month, day, clock, arrival) : microsOf(whole, month, day, 0, 0) + clock;
  draft.time(
    valid ? at : Number.NaN,
    ASSUMED_ZONE | (yearless ? ASSUMED_YEAR : 0),
    stamp[0].replace(',', '').trim(),
  );
}

/** The port stands behind the last colon of an address of either kind. */
function putEndpoint(side: string, text: string, draft: RecordDraft): void {
  const v4 = ENDPOINT.exec(text);
  const [, ip, port] = v4 ?? [];
  const colon = text.lastIndexOf(':');
  if (v4 !== null && text.includes('.')) draft.text(`${side}_ip`, ip).number(`${side}_port`, port);
  else if (colon > 0)
    draft.text(`${side}_ip`, text.slice(0, colon)).number(`${side}_port`, text.slice(colon + 1));
  else draft.text(`${side}_ip`, text);
}
