import type { Micros } from '../../../pipeline/time.js';
import { MINUTE } from './calendar.js';
import { isLetter } from './stamp-characters.js';

/*
 * What says how far ahead of UTC a time stamp is: the name of a zone, an offset, or both.
 */

const PLUS = 43;
const MINUS = 45;
const UPPER_A = 65;
const UPPER_Z = 90;
const LOWER_Z = 122;

/** Hours ahead of UTC, of abbreviations that mean one zone wherever logs are likely to come from. */
const ZONES: ReadonlyMap<string, number> = new Map(
  Object.entries({
    ...{
      Z: 0,
      UTC: 0,
      GMT: 0,
      UT: 0,
      EST: -5,
      EDT: -4,
      CST: -6,
      CDT: -5,
      MST: -7,
      MDT: -6,
      PST: -8,
      PDT: -7,
    },
    ...{ AKST: -9, AKDT: -8, HST: -10, WET: 0, WEST: 1, CET: 1, CEST: 2, EET: 2, EEST: 3, BST: 1, MSK: 3 },
    ...{ JST: 9, KST: 9, SGT: 8, HKT: 8, AEST: 10, AEDT: 11, NZST: 12, NZDT: 13 },
  }),
);
const ZONE_WORD = /[A-Z]{1,4}(?![A-Za-z\d_])/y;
const ZONE_OFFSET = /([+-])(\d\d)(?::?(\d\d))?(?![\dA-Za-z])/y;
/** What says the zone again behind its offset: ` CEST`, ` (CEST)`, ` (GMT Daylight Time)`; Go writes ` +03` for want of a name. */
const ZONE_AGAIN = / (?:[A-Z]{3,4}(?![A-Za-z\d_])|[+-]\d\d(?:\d\d)?(?![\d:.])|\([A-Z][A-Za-z :+\d]{1,31}\))/y;

/** Whether the name of a zone that is known stands there. */
export function isZoneName(text: string, at: number): boolean {
  ZONE_WORD.lastIndex = at;
  return ZONES.has(ZONE_WORD.exec(text)?.[0] ?? '');
}

export class ZoneReader {
  /** Offset behind the zone that was read last. */
  end = 0;

  /** How far the zone that stands at `at` is ahead of UTC; undefined for none, NaN for one that does not exist. */
  read(text: string, at: number): Micros | undefined {
    this.end = at;
    const word = this.#readWord(text);
    return this.#readOffset(text) ?? word;
  }

  #readWord(text: string): Micros | undefined {
    const code = text.charCodeAt(this.end);
    if (code === LOWER_Z && !isLetter(text.charCodeAt(this.end + 1)) && text[this.end - 1] !== ' ') {
      this.end += 1;
      return 0;
    }
    if (code < UPPER_A || code > UPPER_Z) return undefined;
    ZONE_WORD.lastIndex = this.end;
    const hours = ZONES.get(ZONE_WORD.exec(text)?.[0] ?? '');
    if (hours === undefined) return undefined;
    this.end = ZONE_WORD.lastIndex;
    return hours * 60 * MINUTE;
  }

  #readOffset(text: string): Micros | undefined {
    const code = text.charCodeAt(this.end);
    if (code !== PLUS && code !== MINUS) return undefined;
    ZONE_OFFSET.lastIndex = this.end;
    const match = ZONE_OFFSET.exec(text);
    if (match === null) return undefined;
    this.end = ZONE_OFFSET.lastIndex;
    const [offset, sign, hours, minutes = '0'] = match as unknown as [string, string, string, string?];
    this.#skipAgain(text, offset);
    if (Number(hours) > 23 || Number(minutes) > 59) return Number.NaN;
    return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE;
  }

  #skipAgain(text: string, offset: string): void {
    ZONE_AGAIN.lastIndex = this.end;
    const again = ZONE_AGAIN.exec(text)?.[0];
    if (again === undefined) return;
    const word = again.replace(/[ ()]/g, '');
    const isSame =
      ZONES.has(word) || / Time\)$/.test(again) || word.startsWith('GMT') || offset.startsWith(word);
    if (isSame) this.end += again.length;
  }
}
