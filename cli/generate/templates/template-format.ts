import type { LineFormat, LineMaker } from '../format.js';
import { drawOccasion } from '../occasion.js';
import { type Random, weighted } from '../random.js';
import type { RecordLevel } from './draft.js';
import { type LevelWords, Template } from './template.js';

/** `status`: that of an access log, which has its level. */
type LevelSource = RecordLevel | 'status';

/** A line that a format can have. `message` is needed where a reader makes it of other parts than one. */
export type Line = readonly [level: LevelSource, text: string, message?: string];

export interface Table {
  /** What stands around each line, which is `%{line}` in it; alone, it is the only line, and its level is drawn. */
  readonly frame?: string;
  readonly lines?: readonly Line[];
  /** Words for the levels; those that are not here are not drawn. Without any, INFO, WARN, ERROR and DEBUG. */
  readonly levels?: LevelWords;
  /** What a reader makes the message where it is no part of the record: a template with the record's own values. */
  readonly message?: string;
}

/** A record and what a reader has to find in it; for tests. */
export interface KnownRecord {
  readonly text: string;
  readonly level: RecordLevel;
  readonly message: string;
  /** Milliseconds since 1970; undefined where the record does not say its time. */
  readonly millis: number | undefined;
  /** What stands in it, by the names of its template. */
  readonly values: ReadonlyMap<string, string>;
}

interface Shape {
  readonly level: LevelSource | undefined;
  readonly whole: Template;
  readonly message: Template;
}

/** Most of what programs say is no fault. */
const WEIGHTS: Record<LevelSource, number> = {
  status: 12,
  INFO: 12,
  TRACE: 3,
  DEBUG: 3,
  WARN: 2,
  ERROR: 1,
  FATAL: 1,
};

/** Marks the message within a line; without these marks the message is the whole record. */
const MARKED = /«([\s\S]*)»/;

/** A format whose records are written from templates. */
export class TemplateFormat implements LineFormat {
  readonly contentType = 'text/plain';
  /** Whether a record can have line feeds in it. */
  readonly multiline: boolean;
  readonly #shapes: readonly Shape[];

  constructor(
    readonly name: string,
    readonly summary: string,
    private readonly table: Table,
  ) {
    const { frame = '%{line}', lines, levels, message } = table;
    const texts = lines?.map(([level, line, own]) => ({
      level,
      text: frame.replace('%{line}', () => line),
      own,
    })) ?? [{ level: undefined, text: frame, own: undefined }];
    const shapes = texts.map(({ level, text, own }) => {
      const whole = text.replace(/[«»]/g, '');
      return {
        level,
        whole: new Template(whole, levels),
        message: new Template(own ?? message ?? MARKED.exec(text)?.[1] ?? whole, levels),
      };
    });
    this.#shapes = weighted(shapes.map((shape) => [shape, WEIGHTS[shape.level ?? 'INFO']] as const));
    this.multiline = texts.some(({ text }) => text.includes('\n'));
  }

  lines(random: Random): LineMaker {
    const next = this.records(random);
    return (millis) => next(millis).text;
  }

  /** The same records, with what is true of them. */
  records(random: Random): (millis: number) => KnownRecord {
    return (millis) => {
      const { level: source, whole, message } = random.pick(this.#shapes);
      const { service, message: says, level: drawn } = this.#occasion(random, source === undefined);
      const asked = source === undefined || source === 'status' ? drawn : source;
      const subject = { random, millis, level: asked, service, says };
      const values = new Map<string, string>();
      const text = whole.write(subject, values);
      const { resolution } = whole;
      return {
        text,
        level: source === 'status' ? levelOfStatus(values.get('status')!) : asked,
        message: message.write(subject, values),
        millis: resolution === undefined ? undefined : Math.floor(millis / resolution) * resolution,
        values,
      };
    };
  }

  /** One whose level the format has a word for. */
  #occasion(random: Random, levelDrawn: boolean) {
    const { levels } = this.table;
    let occasion = drawOccasion(random);
    while (levelDrawn && levels !== undefined && levels[occasion.level] === undefined) {
      occasion = drawOccasion(random);
    }
    return occasion;
  }
}

function levelOfStatus(status: string): RecordLevel {
  if (status.startsWith('5')) return 'ERROR';
  return status.startsWith('4') ? 'WARN' : 'INFO';
}
