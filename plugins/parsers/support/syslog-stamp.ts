import { ASSUMED_ZONE } from '../../../pipeline/assumed.js';
import type { Micros } from '../../../pipeline/time.js';
import { MINUTE } from './calendar.js';
import { BsdStampReader, IsoStampReader } from './timestamps.js';

/*
 * The time stamps that syslog records of all makes begin with.
 */

const SPACE = 32;
const COLON = 58;

/** Hours that a zone is ahead of UTC, for names that mean one zone only as far as logs go. */
const ZONES: Readonly<Record<string, number>> = {
  ...{ UTC: 0, GMT: 0, WET: 0, WEST: 1, BST: 1, CET: 1, CEST: 2, EET: 2, EEST: 3, MSK: 3 },
  ...{ EST: -5, EDT: -4, CST: -6, CDT: -5, MST: -7, MDT: -6, PST: -8, PDT: -7, AKST: -9, AKDT: -8, HST: -10 },
  ...{ JST: 9, KST: 9, HKT: 8, SGT: 8, AEST: 10, AEDT: 11, AWST: 8, NZST: 12, NZDT: 13 },
};
const ZONE_NAME = / ([A-Z]{3,4})(?=[: ]|$)/y;

/** `journalctl -o short-full`: `Tue 2025-11-11 10:20:30 CET`. */
const WEEKDAY = /(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?=\d{4}-)/y;

const ENGLISH = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
/** French, German, Spanish, Italian, Portuguese and Dutch where the first three letters are not the English ones. */
const FOREIGN: readonly string[] = [
  'ene gen',
  'fév fev',
  'mär maa mrt',
  'avr abr',
  'mai mag mei',
  'giu',
  'lug',
  'aoû aou ago',
  'set',
  'okt ott out',
  '',
  'déc dez dic',
];
/** French tells June and July apart by the fourth letter only. */
const LONGER: readonly string[] = ['', '', '', '', '', 'juin', 'juil'];
const FOREIGN_STAMP = /([A-Za-zäéû]{3,9})\.? {1,2}(\d{1,2}) (?=\d\d:\d\d:\d\d)/y;

/** The English name of the month with the foreign one `word`; undefined for no month. */
function englishMonth(word: string): string | undefined {
  const name = word.toLowerCase();
  const longer = LONGER.findIndex((start) => start !== '' && name.startsWith(start));
  if (longer >= 0) return ENGLISH[longer];
  const foreign = FOREIGN.findIndex((starts) => starts.split(' ').includes(name.slice(0, 3)));
  if (foreign >= 0) return ENGLISH[foreign];
  // `mars`, `avril`, `sept`: begin as in English, and are longer.
  return ENGLISH.find((month) => month.toLowerCase() === name.slice(0, 3));
}

export class SyslogStampReader {
  /** Offset behind the stamp that was read last, and behind a colon after it (Cisco); -1 when there was none. */
  end = -1;
  /** What that stamp does not say. */
  assumed = 0;
  /** Whether it was an ISO one, as half the logs of the world begin with. */
  iso = false;
  readonly #bsdStamps = new BsdStampReader();
  readonly #isoStamps = new IsoStampReader();

  /** @returns NaN where there is no stamp (`end` is -1) or one that names no real time (`end` is behind it) */
  read(record: string, start: number, arrival: Micros): Micros {
    this.iso = false;
    const bsd = this.#bsdStamps.read(record, start, arrival);
    if (this.#bsdStamps.end >= 0)
      return this.#ended(record, bsd, this.#bsdStamps.end, this.#bsdStamps.assumed);
    const digit = record.charCodeAt(start);
    if (digit >= 48 && digit <= 57) return this.#readIso(record, start);
    WEEKDAY.lastIndex = start;
    if (WEEKDAY.test(record)) return this.#readIso(record, WEEKDAY.lastIndex);
    return this.#readForeign(record, start, arrival);
  }

  #readIso(record: string, start: number): Micros {
    const micros = this.#isoStamps.read(record, start);
    this.iso = this.#isoStamps.end >= 0;
    return this.#ended(record, micros, this.#isoStamps.end, this.#isoStamps.assumed);
  }

  #readForeign(record: string, start: number, arrival: Micros): Micros {
    this.end = -1;
    FOREIGN_STAMP.lastIndex = start;
    const match = FOREIGN_STAMP.exec(record);
    const month = match === null ? undefined : englishMonth(match[1]!);
    if (match === null || month === undefined) return Number.NaN;
    const english = `${month} ${match[2]!.padStart(2)} `;
    const clockAt = FOREIGN_STAMP.lastIndex;
    const micros = this.#bsdStamps.read(english + record.slice(clockAt, clockAt + 24), 0, arrival);
    if (this.#bsdStamps.end < 0) return Number.NaN;
    const end = clockAt + this.#bsdStamps.end - english.length;
    return this.#ended(record, micros, end, this.#bsdStamps.assumed);
  }

  /** Reads the name of a zone behind the stamp, and finds whether the stamp is one. */
  #ended(record: string, micros: Micros, stampEnd: number, assumed: number): Micros {
    this.assumed = assumed;
    this.end = stampEnd;
    if (stampEnd < 0) return Number.NaN;
    const hours = (assumed & ASSUMED_ZONE) === 0 ? undefined : this.#zoneHours(record);
    if (hours !== undefined) this.assumed &= ~ASSUMED_ZONE;
    this.end = behindStamp(record, this.end);
    return this.end < 0 ? Number.NaN : micros - (hours ?? 0) * 60 * MINUTE;
  }

  /** Moves `end` behind the name of a zone; undefined where none stands there. */
  #zoneHours(record: string): number | undefined {
    const letter = record.charCodeAt(this.end + 1);
    if (record.charCodeAt(this.end) !== SPACE || letter < 65 || letter > 90) return undefined;
    ZONE_NAME.lastIndex = this.end;
    const name = ZONE_NAME.exec(record)?.[1];
    if (name === undefined || !Object.hasOwn(ZONES, name)) return undefined;
    this.end = ZONE_NAME.lastIndex;
    return ZONES[name];
  }
}

/** The end of a time stamp with a blank or colon behind it (Cisco: `… 22:14:15: %SYS`), -1 for another. */
function behindStamp(record: string, end: number): number {
  if (end === record.length || record.charCodeAt(end) === SPACE) return end;
  return record.charCodeAt(end) === COLON && record.charCodeAt(end + 1) === SPACE ? end + 1 : -1;
}
