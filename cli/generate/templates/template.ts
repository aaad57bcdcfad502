import type { Random } from '../random.js';
import type { Service } from '../services.js';
import type { Draft, RecordLevel } from './draft.js';
import { resolutionOf, stampOf } from './stamp.js';
import { MAKERS, VALUES, type ValueMaker } from './values.js';

/** Words of a format for the levels. */
export type LevelWords = Partial<Record<RecordLevel, string>>;

export interface Subject {
  random: Random;
  millis: number;
  level: RecordLevel;
  service: Service;
  says: string;
}

const PLACEHOLDER = /%\{([^}]+)\}/;

/**
 * Text with values in it: `%{client} - %{user} [%{time:DD/MMM/YYYY:HH:mm:ss +0000}]`.
 *
 * A name stands for one value in a record, however often it comes; `%{ms#2}` is a second value of the same kind.
 * `%{level}` is the format's word for the level. `%{name:argument}` is for makers that take one (values.ts), and
 * `%{time:pattern}` writes the record's time (stamp.ts).
 */
export class Template {
  /** Literal text at even places, names at odd ones. */
  readonly #parts: string[];
  readonly #makers = new Map<string, ValueMaker>();
  /** Milliseconds of the finest unit in which it says its time; undefined where it says none. */
  readonly resolution: number | undefined;

  /** @throws Error for a name that there is no maker for */
  constructor(text: string, levels: LevelWords = {}) {
    this.#parts = text.split(PLACEHOLDER);
    const names = this.#parts.filter((_, place) => place % 2 === 1);
    for (const name of names) this.#makers.set(name, makerOf(name, levels));
    const patterns = names.filter((name) => name.startsWith('time:')).map((name) => name.slice(5));
    const units = patterns.map(resolutionOf).filter((unit) => unit !== undefined);
    this.resolution = units.length === 0 ? undefined : Math.min(...units);
  }

  /** @param drawn values of the record that are drawn already; those that are missing are added */
  write(subject: Subject, drawn: Map<string, string>): string {
    const draft: Draft = { ...subject, value: (name) => drawnValue(drawn, name, draft, VALUES[name]!) };
    return this.#write(drawn, draft);
  }

  #write(drawn: Map<string, string>, draft: Draft): string {
    let text = '';
    for (const [place, part] of this.#parts.entries()) {
      text += place % 2 === 0 ? part : drawnValue(drawn, part, draft, this.#makers.get(part)!);
    }
    return text;
  }
}

function drawnValue(drawn: Map<string, string>, name: string, draft: Draft, maker: ValueMaker): string {
  let value = drawn.get(name);
  if (value === undefined) {
    value = maker(draft);
    drawn.set(name, value);
  }
  return value;
}

function makerOf(placeholder: string, levels: LevelWords): ValueMaker {
  const [name, argument] = splitAt(placeholder.replace(/#\d+$/, ''), ':');
  if (name === 'level') return ({ level }) => levels[level] ?? level;
  if (name === 'time') {
    const stamp = stampOf(argument!);
    return ({ millis, random }) => stamp(millis, random);
  }
  const maker = argument === undefined ? VALUES[name] : MAKERS[name]?.(argument);
  if (maker === undefined) throw new Error(`there is no value called "${placeholder}"`);
  return maker;
}

function splitAt(text: string, mark: string): [string, string | undefined] {
  const place = text.indexOf(mark);
  return place < 0 ? [text, undefined] : [text.slice(0, place), text.slice(place + 1)];
}
