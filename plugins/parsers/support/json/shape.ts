import type { LogEvent } from '../../../../pipeline/event.js';
import { FieldTime, isLevelWord, readLevel } from '../field-values.js';
import { assumedOf, withoutLineEnd } from './record.js';
import { APPLICATION, LEVEL, MESSAGE, type Profile, SOURCE, TIMESTAMP } from './rules.js';

/*
 * A program writes the same members in the same order again and again. Such a shape is learned as one regular
 * expression that checks a whole record and cuts out its fields: a quarter of the time of the general reader
 * (bench/parse.ts). What the expression does not match in every detail is left to the general reader, so a shape
 * changes the speed and never the result.
 */

/** What the groups of a match are. */
export interface ShapeGroups {
  /** The group of each field of the event, 0 for none. */
  readonly fields: readonly number[];
  /** Runs of members for the metadata. */
  readonly members: readonly number[];
  readonly levelIsString: boolean;
}

export class JsonShape {
  readonly #pattern: RegExp;
  readonly #assumed: number;
  readonly #time = new FieldTime();

  constructor(
    /** Two records have the same shape when this is the same. */
    readonly source: string,
    private readonly profile: Profile,
    private readonly groups: ShapeGroups,
  ) {
    this.#pattern = new RegExp(source);
    this.#assumed = assumedOf(groups.fields[TIMESTAMP] !== 0, groups.fields[LEVEL] !== 0);
  }

  /** Fills the event and returns true if the record has this shape and every field a usable value. */
  read(record: string, event: LogEvent): boolean {
    const match = this.#pattern.exec(record);
    if (match === null) return false;
    const { fields } = this.groups;
    const saysTime = fields[TIMESTAMP] !== 0;
    const micros = saysTime ? this.#time.read(match[fields[TIMESTAMP]!]!) : event.timestampMicros;
    if (Number.isNaN(micros)) return false;
    const word = fields[LEVEL] === 0 ? 'INFO' : match[fields[LEVEL]!]!;
    const level = fields[LEVEL] === 0 ? 'INFO' : (this.profile.readLevel ?? readLevel)(word);
    if (level === undefined) return false;
    event.fill(
      this.profile.format,
      micros,
      level,
      fields[SOURCE] === 0 ? '' : match[fields[SOURCE]!]!,
      fields[APPLICATION] === 0 ? '' : match[fields[APPLICATION]!]!,
      fields[MESSAGE] === 0 ? record : this.#message(match[fields[MESSAGE]!]!),
      this.#metadataText(match, isLevelWord(word, level) ? '' : word),
      saysTime ? this.#assumed | this.#time.assumed : this.#assumed,
    );
    return true;
  }

  #message(written: string): string {
    if (!written.includes('\\')) return written;
    const text = JSON.parse(`"${written}"`) as string;
    return this.profile.line === true ? withoutLineEnd(text) : text;
  }

  #metadataText(match: RegExpExecArray, originalLevel: string): string {
    const { members, levelIsString } = this.groups;
    let text = members.length === 0 ? '' : match[members[0]!]!;
    for (let i = 1; i < members.length; i++) text += `,${match[members[i]!]}`;
    if (originalLevel !== '') {
      text += `${text === '' ? '' : ','}"original_level":${levelIsString ? `"${originalLevel}"` : originalLevel}`;
    }
    return `{${text}}`;
  }
}
