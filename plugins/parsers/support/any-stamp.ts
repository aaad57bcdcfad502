import type { Micros } from '../../../pipeline/time.js';
import { isDigit, isLetter } from './stamp-characters.js';
import { StampShapes } from './stamp-shapes.js';
import { isZoneOrHalf, mayBeName, StampText } from './stamp-text.js';
import { IsoStampReader } from './timestamps.js';

/*
 * Time stamps of any shape that logs are known to begin with, read where they stand in a record. The first characters
 * tell which shapes it can be (stamp-shapes.ts). For the shapes that come by the million there are readers of their own in timestamps.ts.
 */

/** No stamp is longer. */
const LONGEST = 80;
const SPACE = 32;
const OPENING = 40;
const PLUS = 43;
const MINUS = 45;
const COLON = 58;
const AT = 64;
/** TAI64N as multilog writes it: 2⁶² and ten seconds before 1970, then nanoseconds. */
const TAI64N = /@4([0-9a-f]{15})([0-9a-f]{8})(?![0-9a-f])/y;
const TAI_BEHIND = 10;

/** Reads stamps of any known shape. */
export class AnyStampReader {
  /** Offset behind the stamp that was read last; -1 when there was none. */
  end = -1;
  /** What that stamp does not say: ASSUMED_ZONE, ASSUMED_YEAR, ASSUMED_DAY. */
  assumed = 0;
  readonly #iso = new IsoStampReader();
  readonly #shapes = new StampShapes();

  /**
   * @param arrival for stamps without a year or a day: the latest one that fits
   * @returns NaN where there is no stamp (`end` is -1) or one that names no real time (`end` is behind it)
   */
  read(text: string, start: number, arrival: Micros): Micros {
    this.end = -1;
    this.assumed = 0;
    const code = text.charCodeAt(start);
    if (isDigit(code)) return this.#readFromDigit(text, start, arrival);
    if (isLetter(code)) {
      return mayBeName(text, start) ? this.#readFromLetter(text, start, arrival) : Number.NaN;
    }
    return code === AT ? this.#readTai(text, start) : Number.NaN;
  }

  #readFromDigit(text: string, start: number, arrival: Micros): Micros {
    const micros = this.#iso.read(text, start);
    if (this.#iso.end < 0 || this.#goesOn(text, this.#iso.end)) {
      const part = this.#part(text, start);
      return this.#settle(this.#shapes.fromDigit(part, arrival), part, start);
    }
    this.end = this.#iso.end;
    this.assumed = this.#iso.assumed;
    return micros;
  }

  #readFromLetter(text: string, start: number, arrival: Micros): Micros {
    const part = this.#part(text, start);
    return this.#settle(this.#shapes.fromLetter(part, arrival), part, start);
  }

  /** Whether more of the stamp follows than the quick reader knows: a zone's name or the zone again, AM or PM, a fraction behind a colon. */
  #goesOn(text: string, end: number): boolean {
    const code = text.charCodeAt(end);
    if (code === COLON) return isDigit(text.charCodeAt(end + 1));
    const at = code === SPACE ? end + 1 : end;
    const next = text.charCodeAt(at);
    if (next === OPENING) return this.#iso.assumed === 0;
    if (next === PLUS || next === MINUS) return this.#iso.assumed === 0 && isDigit(text.charCodeAt(at + 1));
    return isZoneOrHalf(text, at);
  }

  #part(text: string, start: number): StampText {
    this.#shapes.assumed = 0;
    return new StampText(
      text.length > start + LONGEST ? text.slice(start, start + LONGEST) : text.slice(start),
    );
  }

  /** Undefined is no stamp, NaN one that names no real time. */
  #settle(micros: Micros | undefined, part: StampText, start: number): Micros {
    if (micros === undefined) return Number.NaN;
    this.end = start + part.at;
    this.assumed = this.#shapes.assumed;
    return micros;
  }

  #readTai(text: string, start: number): Micros {
    TAI64N.lastIndex = start;
    const match = TAI64N.exec(text);
    if (match === null) return Number.NaN;
    this.end = TAI64N.lastIndex;
    const seconds = Number.parseInt(match[1]!, 16) - TAI_BEHIND;
    return seconds * 1e6 + Math.floor(Number.parseInt(match[2]!, 16) / 1000);
  }
}
