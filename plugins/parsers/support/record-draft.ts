import { ASSUMED_LEVEL, ASSUMED_TIME } from '../../../pipeline/assumed.js';
import type { LogEvent } from '../../../pipeline/event.js';
import { jsonString } from '../../../pipeline/json-text.js';
import { type Level, levelOfWord } from '../../../pipeline/level.js';
import { CLAIMED } from '../../../pipeline/plugin.js';
import type { Micros } from '../../../pipeline/time.js';
import { isLevelWord } from './field-values.js';

/** A number as JSON writes it, which goes into the metadata as it is. */
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const LONGEST_NUMBER = 64;

/**
 * Collects what a parser finds in a record, and fills the event with it once the record is known to be of its format.
 * For formats that are not read by the million; those write their metadata by hand.
 *
 * Names are the ones of docs/fields.md. Values that are '' or `-` (what most formats write for none) are left out. Of a
 * name given twice both values stay, as an array.
 */
export class RecordDraft {
  #micros: Micros = Number.NaN;
  #assumed = 0;
  #level: Level | undefined;
  #source = '';
  #application = '';
  #message: string | undefined;
  /** Name → JSON text of each of its values. */
  readonly #members = new Map<string, string[]>();

  /** Forgets the last record. */
  begin(): this {
    this.#micros = Number.NaN;
    this.#assumed = 0;
    this.#level = undefined;
    this.#source = '';
    this.#application = '';
    this.#message = undefined;
    this.#members.clear();
    return this;
  }

  /**
   * @param micros NaN for a time that does not exist: the event keeps that of its arrival and `written` stays
   * @param assumed of the reader of the stamp: what the stamp does not say
   * @param written the stamp as it stands in the record
   */
  time(micros: Micros, assumed: number, written: string): this {
    this.#micros = micros;
    this.#assumed = assumed;
    return Number.isNaN(micros) ? this.text('timestamp', written) : this;
  }

  get isTimed(): boolean {
    return !Number.isNaN(this.#micros);
  }

  /** A level by any word that is known for one; another word stays as `original_level`, and so does one that names none. */
  levelWord(word: string): this {
    if (word === '') return this;
    const level = levelOfWord(word);
    if (level === undefined || !isLevelWord(word, level)) this.text('original_level', word);
    if (level !== undefined) this.#level = level;
    return this;
  }

  /** A level that follows from something else (a status, a letter), and the word or letter that stays beside it. */
  level(level: Level | undefined, original = ''): this {
    this.#level = level;
    return this.text('original_level', original);
  }

  /** The host or service it came from. */
  source(text: string): this {
    if (text !== '-') this.#source = text;
    return this;
  }

  application(text: string): this {
    if (text !== '-') this.#application = text;
    return this;
  }

  /** The text for a person; the whole record unless told. */
  message(text: string): this {
    this.#message = text;
    return this;
  }

  text(name: string, value: string | undefined): this {
    return value === undefined || value === '' || value === '-' ? this : this.#put(name, jsonString(value));
  }

  /** A number where the text is one as JSON writes it, however long; else the text. */
  number(name: string, value: string | undefined): this {
    if (value === undefined || value.length > LONGEST_NUMBER || !JSON_NUMBER.test(value))
      return this.text(name, value);
    return this.#put(name, value);
  }

  /** @param value JSON text, checked by who gives it */
  json(name: string, value: string): this {
    return this.#put(name, value);
  }

  /** Names and their values as JSON text, for who writes the metadata itself. */
  members(): readonly (readonly [name: string, value: string])[] {
    return [...this.#members].map(([name, values]) => [name, oneOf(values)]);
  }

  has(name: string): boolean {
    return this.#members.has(name);
  }

  /** Fills the event. @returns CLAIMED, for `parse` to return */
  claim(format: string, event: LogEvent): typeof CLAIMED {
    const timed = !Number.isNaN(this.#micros);
    // Values may have been unescaped, so the record says nothing about their characters.
    event.clean = false;
    event.fill(
      format,
      timed ? this.#micros : event.timestampMicros,
      this.#level ?? 'INFO',
      this.#source,
      this.#application,
      this.#message ?? event.message,
      this.#metadataText(),
      (timed ? this.#assumed : ASSUMED_TIME) | (this.#level === undefined ? ASSUMED_LEVEL : 0),
    );
    return CLAIMED;
  }

  #put(name: string, value: string): this {
    const values = this.#members.get(name);
    if (values === undefined) this.#members.set(name, [value]);
    else values.push(value);
    return this;
  }

  #metadataText(): string {
    let text = '';
    for (const [name, values] of this.#members) {
      text += `${text === '' ? '' : ','}${jsonString(name)}:${oneOf(values)}`;
    }
    return `{${text}}`;
  }
}

/** The value of a name, or the list of those it was given. */
function oneOf(values: readonly string[]): string {
  return values.length === 1 ? values[0]! : `[${values.join(',')}]`;
}
