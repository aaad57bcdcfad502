import { ASSUMED_TIME } from '../../../../pipeline/assumed.js';
import type { LogEvent } from '../../../../pipeline/event.js';
import { levelOfSeverity } from '../../../../pipeline/level.js';
import type { Parser } from '../../../../pipeline/plugin.js';
import type { Micros } from '../../../../pipeline/time.js';
import { RecordDraft } from '../record-draft.js';
import { SyslogStampReader } from '../syslog-stamp.js';
import { readFirewallText } from './cisco-text.js';

const PERCENT = 37;
const SPACE = 32;
const COLON = 58;

/** `%ASA-6-302013: `, `%FTD-session-6-302013: `, `%PIX-7-710001: `. */
const FIREWALL = /%((?:ASA|FTD|PIX|FWSM)-(?:[a-z]\w{0,31}-)?([0-7])-(\d{6})): {0,2}/y;

/** Reads what Cisco's firewalls write: `%ASA-6-302013: Built outbound TCP connection …`. */
export class CiscoAsaReader implements Parser {
  readonly #draft = new RecordDraft();

  parse(record: string, event: LogEvent): number {
    if (record.charCodeAt(0) !== PERCENT) return 0;
    FIREWALL.lastIndex = 0;
    const match = FIREWALL.exec(record);
    if (match === null) return 1;
    const draft = this.#draft.begin();
    fillMnemonic(match, draft);
    readFirewallText(record.slice(match[0].length), draft);
    return draft.message(record).claim('cisco-asa', event);
  }
}

/** Numbers and name before the time: `23: router-1: 000124: `. */
const PREFIX = /(?:(\d{1,10}): )?(?:([A-Za-z][\w.-]{0,63}): )?(?:(\d{1,10}): |: )?([*.]?)/y;
/** NX-OS: `2025 Nov 11 10:20:30.123 UTC: `. */
const YEAR_FIRST = /(\d{4}) ([A-Z][a-z]{2} {1,2}\d{1,2}) (?=\d\d:)/y;
/** Time since the start, of devices that know no other: `1d02h: `, `00:00:46: `. */
const UPTIME = /(\d{1,4}[ywdh]\d{1,3}[wdhm]|\d{1,3}:\d\d:\d\d): /y;
const UNKNOWN_ZONE = / [A-Za-z]{1,6}: /y;
/** Facility, severity and mnemonic; a line card or a part of the system may stand between. */
const MNEMONIC = /%([A-Z][A-Z0-9_-]{0,63}?-([0-7])-([A-Z0-9_]{1,64})): {0,2}/y;
const OF_FIREWALL = /%(?:ASA|FTD|PIX|FWSM)-/y;
/** Where the mnemonic is, if there is one: number, name, number, time. */
const FARTHEST = 160;

/**
 * Reads the messages of IOS, IOS XE and NX-OS: `000123: *Mar  1 18:46:11.123 UTC: %SYS-5-CONFIG_I: Configured …`.
 * https://www.cisco.com/c/en/us/td/docs/routers/access/wireless/software/guide/SysMsgLogging.html
 */
export class CiscoIosReader implements Parser {
  readonly #draft = new RecordDraft();
  readonly #stamps = new SyslogStampReader();
  #end = 0;

  parse(record: string, event: LogEvent): number {
    // Without a number before it, the device's name is the program of syslog's head or none of Cisco's.
    if (record.charCodeAt(0) > COLON) return 0;
    const mnemonicAt = record.charCodeAt(0) === PERCENT ? 0 : record.slice(0, FARTHEST).indexOf(': %') + 2;
    if (mnemonicAt === 1) return 0;
    OF_FIREWALL.lastIndex = mnemonicAt;
    MNEMONIC.lastIndex = mnemonicAt;
    const match = OF_FIREWALL.test(record) ? null : MNEMONIC.exec(record);
    if (match === null) return mnemonicAt;
    const draft = this.#draft.begin();
    this.#end = 0;
    if (mnemonicAt > 0) this.#readHead(record, event.timestampMicros, draft);
    if (this.#end !== mnemonicAt) return Math.min(this.#end, record.length);
    fillMnemonic(match, draft);
    return draft.message(record.slice(mnemonicAt)).claim('cisco-ios', event);
  }

  #readHead(record: string, arrival: Micros, draft: RecordDraft): void {
    PREFIX.lastIndex = 0;
    const [, first, host, second, mark] = PREFIX.exec(record)!;
    this.#end = PREFIX.lastIndex;
    draft
      .number('sequence', first)
      .number('sequence', second)
      .source(host ?? '');
    if (mark !== '') draft.text('clock', mark === '*' ? 'unset' : 'unsynchronized');
    this.#readTime(record, arrival, draft);
  }

  #readTime(record: string, arrival: Micros, draft: RecordDraft): void {
    const start = this.#end;
    if (record.charCodeAt(start) === PERCENT) return;
    const uptime = matchAt(UPTIME, record, start);
    if (uptime !== null) {
      this.#end = UPTIME.lastIndex;
      draft.text('uptime', uptime[1]);
      return;
    }
    const yearFirst = matchAt(YEAR_FIRST, record, start);
    const moved = yearFirst === null ? 0 : YEAR_FIRST.lastIndex;
    // The year is put where the reader of stamps looks for it.
    const head = yearFirst === null ? '' : `${yearFirst[2]} ${yearFirst[1]} `;
    const text = yearFirst === null ? record : head + record.slice(moved, moved + 48);
    const micros = this.#stamps.read(text, yearFirst === null ? start : 0, arrival);
    if (this.#stamps.end < 0) return;
    const end = yearFirst === null ? this.#stamps.end : moved + this.#stamps.end - head.length;
    this.#end = record.charCodeAt(end) === SPACE && record.charCodeAt(end + 1) === PERCENT ? end + 1 : end;
    if (matchAt(UNKNOWN_ZONE, record, this.#end) !== null) this.#end = UNKNOWN_ZONE.lastIndex;
    draft.time(micros, this.#stamps.assumed & ~ASSUMED_TIME, record.slice(start, end));
  }
}

function matchAt(pattern: RegExp, text: string, start: number): RegExpExecArray | null {
  pattern.lastIndex = start;
  return pattern.exec(text);
}

function fillMnemonic([, mnemonic, severity, code]: RegExpExecArray, draft: RecordDraft): void {
  draft.level(levelOfSeverity(Number(severity)));
  draft.text('mnemonic', mnemonic).text('event_code', code).number('original_level', severity);
}
