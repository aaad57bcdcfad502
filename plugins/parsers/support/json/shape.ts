import type { LogEvent } from '../../../../pipeline/event.js';
import { isLevelWord, readLevel, readTime } from '../field-values.js';
import { APPLICATION, LEVEL, MESSAGE, SOURCE, TIMESTAMP } from './fields.js';
import { assumedOf } from './record.js';

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

  constructor(
    /** Two records have the same shape when this is the same. */
    readonly source: string,
    private readonly groups: ShapeGroups,
  ) {
    this.#pattern = new RegExp(source);
    this.#assumed = assumedOf(groups.fields[TIMESTAMP] !== 0, groups.fields[LEVEL] !== 0);
  }

  /** Fills the event and returns true if the record has this shape and every field a usable value. */
  read(record: string, event: LogEvent, format: string): boolean {
    const match = this.#pattern.exec(record);
    if (match === null) return false;
    const { fields } = this.groups;
    const micros = fields[TIMESTAMP] === 0 ? event.timestampMicros : readTime(match[fields[TIMESTAMP]!]!);
    if (Number.isNaN(micros)) return false;
    const word = fields[LEVEL] === 0 ? 'INFO' : match[fields[LEVEL]!]!;
    const level = readLevel(word);
    if (level === undefined) return false;
    event.fill(
      format,
      micros,
      level,
      fields[SOURCE] === 0 ? '' : match[fields[SOURCE]!]!,
      fields[APPLICATION] === 0 ? '' : match[fields[APPLICATION]!]!,
      fields[MESSAGE] === 0 ? record : match[fields[MESSAGE]!]!,
      this.#metadataText(match, isLevelWord(word, level) ? '' : word),
      this.#assumed,
    );
    return true;
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
