import type { LogEvent } from '../../../../pipeline/event.js';
import { CLAIMED, type Parser } from '../../../../pipeline/plugin.js';
import { JsonRecordReader } from './record.js';
import type { JsonShape } from './shape.js';
import { LONGEST_LEARNED, learnShape } from './shape-learner.js';

/** Each shape that does not match costs a tenth of a microsecond or less. */
const SHAPES = 4;
/** One in so many records without a known shape is looked at. */
const SAMPLE_EVERY = 8;
/** Compiling a shape takes 0.1 ms: so many records without a known shape have to come before the next one. */
const LEARN_EVERY = 512;

/** Reads JSON records: by the shapes it has learned, else with the general reader. Both give the same. */
export class JsonReader implements Parser {
  readonly #general: JsonRecordReader;
  /** Those that matched lately come first. */
  readonly #shapes: JsonShape[] = [];
  #candidate = '';
  #strangers = 0;
  #learnedAt = -LEARN_EVERY;

  constructor(readonly format: string) {
    this.#general = new JsonRecordReader(format);
  }

  parse(record: string, event: LogEvent): number {
    if (record.length <= LONGEST_LEARNED && this.#readKnown(record, event)) return CLAIMED;
    const verdict = this.#general.parse(record, event);
    if (verdict === CLAIMED) this.#meet(record);
    return verdict;
  }

  #readKnown(record: string, event: LogEvent): boolean {
    const shapes = this.#shapes;
    for (let i = 0; i < shapes.length; i++) {
      const shape = shapes[i]!;
      if (!shape.read(record, event)) continue;
      if (i > 0) {
        shapes[i] = shapes[i - 1]!;
        shapes[i - 1] = shape;
      }
      return true;
    }
    return false;
  }

  /** Learns the shape of a record that no known shape fits, once two looks have found the same. */
  #meet(record: string): void {
    this.#strangers += 1;
    if (this.#strangers % SAMPLE_EVERY !== 0 || this.#strangers - this.#learnedAt < LEARN_EVERY) return;
    const shape = learnShape(record);
    if (shape === undefined) return;
    if (shape.source !== this.#candidate) {
      this.#candidate = shape.source;
      return;
    }
    this.#candidate = '';
    this.#learnedAt = this.#strangers;
    if (this.#shapes.length === SHAPES) this.#shapes.pop();
    this.#shapes.push(shape);
  }
}
