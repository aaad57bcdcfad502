import type { LogEvent } from '../../../../pipeline/event.js';
import type { Level } from '../../../../pipeline/level.js';
import type { Parser } from '../../../../pipeline/plugin.js';
import { AnyStampReader } from '../any-stamp.js';
import { RecordDraft } from '../record-draft.js';
import { blankPairs, putExtension } from './device-fields.js';

/*
 * `LEEF:2.0|vendor|product|version|event id|delimiter|key=value…`, the Log Event Extended Format of IBM QRadar: pairs
 * parted by tabs, or in version 2 by a character of the sender's choice, written as it is or as `x` and its number.
 * https://www.ibm.com/docs/en/dsm?topic=leef-overview
 */

const HEAD =
  /LEEF: ?(\d{1,2}(?:\.\d{1,2})?)\|([^|]{0,255})\|([^|]{0,255})\|([^|]{0,255})\|([^|]{0,255})(?:\||$)/y;
/** Version 2: the delimiter and a bar. */
const DELIMITER = /(?:(?:0?x)([0-9A-Fa-f]{1,4})|([^|=\w\s]|\t)|\\t|)\|/y;

/** Trend Micro parts the severity from what follows by a blank instead: `sev=8 cn1=37 cn1Label=Host ID`. */
const SEVERITY_AND_MORE = /^sev=\d{1,2} \w/;

export class LeefReader implements Parser {
  readonly #draft = new RecordDraft();
  readonly #stamps = new AnyStampReader();

  parse(record: string, event: LogEvent): number {
    if (!record.startsWith('LEEF:')) return 0;
    HEAD.lastIndex = 0;
    const head = HEAD.exec(record);
    if (head === null) return 5;
    const [, version, vendor, product, deviceVersion, code] = head;
    const draft = this.#draft.begin().text('leef_version', version).text('device_vendor', vendor);
    draft.text('device_product', product).text('device_version', deviceVersion).text('event_code', code);
    const values = this.#readPairs(record, head[0].length, version!.startsWith('1') ? 1 : 2);
    const severity = values.get('sev');
    draft.level(severity === undefined ? undefined : levelOf(Number(severity)));
    const message = putExtension(values, draft, this.#stamps, event.timestampMicros);
    return draft.message(message ?? record).claim('leef', event);
  }

  /** Of a key given twice both values stay. */
  #add(values: Map<string, string>, key: string, value: string): void {
    if (values.has(key)) this.#draft.number(key, value);
    else values.set(key, value);
  }

  #readPairs(record: string, start: number, version: number): Map<string, string> {
    DELIMITER.lastIndex = start;
    const written = version === 1 ? null : DELIMITER.exec(record);
    const delimiter = written === null ? '\t' : delimiterOf(written);
    const values = new Map<string, string>();
    const text = record.slice(written === null ? start : DELIMITER.lastIndex);
    if (delimiter === '\t' && !text.includes('\t')) {
      // Some write blanks for the tabs.
      const { pairs, before } = blankPairs(text);
      for (const [key, value] of pairs) this.#add(values, key, value);
      if (before !== '') this.#add(values, 'extra', before);
      return values;
    }
    for (const pair of text.split(delimiter)) this.#addPair(values, pair);
    return values;
  }

  #addPair(values: Map<string, string>, pair: string): void {
    if (SEVERITY_AND_MORE.test(pair)) {
      for (const [key, value] of blankPairs(pair).pairs) this.#add(values, key, value);
      return;
    }
    const equals = pair.indexOf('=');
    if (equals > 0) this.#add(values, pair.slice(0, equals).trim(), pair.slice(equals + 1).trim());
    else if (pair.trim() !== '') this.#add(values, 'extra', pair);
  }
}

function delimiterOf([, code, character]: RegExpExecArray): string {
  if (character !== undefined) return character;
  return code === undefined ? '\t' : String.fromCharCode(Number.parseInt(code, 16));
}

/** 1 to 10; `sev` stays beside it. */
function levelOf(severity: number): Level | undefined {
  if (!(severity >= 0 && severity <= 10)) return undefined;
  if (severity <= 3) return 'INFO';
  if (severity <= 6) return 'WARN';
  return severity <= 8 ? 'ERROR' : 'FATAL';
}
