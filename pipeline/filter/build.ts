import type { Micros } from '../time.js';
import { idTest, levelTest, timeTest } from './event-field.js';
import type { Pattern } from './pattern.js';
import {
  asksForPresence,
  type Located,
  type Mistake,
  plainValue,
  type SimpleValue,
  type ValueSyntax,
} from './syntax.js';
import { type FilterTree, TEXT_FIELDS } from './tree.js';
import { valueTest } from './value-test.js';

const DEEPEST_GROUP = 50;
const DEEPEST_NAME = 16;
/** PostgreSQL keeps 32 compiled expressions; a filter with more would compile each anew for every row. */
const MOST_REGEXES = 16;
const WILDCARD = Symbol('*');

/**
 * What the grammar's actions call: from how a filter is written to what it means. Each field takes its kind of value,
 * and a value that does not suit is a mistake at its place.
 */
export class FilterBuilder {
  readonly deepest = DEEPEST_GROUP;
  readonly wildcard = WILDCARD;

  #regexes = 0;

  constructor(
    private readonly nowMicros: Micros,
    private readonly mistake: Mistake,
  ) {}

  tooDeep(at: number): never {
    return this.mistake(at, `more than ${DEEPEST_GROUP} parentheses inside each other`, []);
  }

  bareComparison(at: number): never {
    return this.mistake(at, 'a comparison stands right after a field and its colon', [
      'status:>=500',
      'the characters in quotes',
    ]);
  }

  pattern(characters: readonly (string | typeof WILDCARD)[]): Pattern {
    const parts: [string, ...string[]] = [''];
    for (const character of characters) {
      if (character === WILDCARD) parts.push('');
      else parts[parts.length - 1] += character;
    }
    return parts;
  }

  search(pattern: Pattern): FilterTree {
    return pattern.every((part) => part === '') ? { type: 'all' } : { type: 'search', pattern };
  }

  field(name: Located, value: ValueSyntax): FilterTree {
    switch (value.type) {
      case 'not':
        return { type: 'not', operand: this.field(name, value.operand) };
      case 'and':
      case 'or':
        return { type: value.type, operands: value.operands.map((operand) => this.field(name, operand)) };
      default:
        if (value.type === 'regex') this.#countRegex(value.at);
        return name.text === '_exists_' ? this.#exists(value) : this.#test(name, value);
    }
  }

  #countRegex(at: number): void {
    this.#regexes += 1;
    if (this.#regexes > MOST_REGEXES) this.mistake(at, `more than ${MOST_REGEXES} regular expressions`, []);
  }

  /** `_exists_:field`, Lucene's way to say `field:*`. */
  #exists(value: SimpleValue): FilterTree {
    const name = plainValue(value) ?? this.mistake(value.at, '_exists_ takes a name', ['a field']);
    return this.#test(name, { type: 'word', pattern: ['', ''], at: value.at });
  }

  #test(name: Located, value: SimpleValue): FilterTree {
    switch (name.text) {
      case 'level':
        return levelTest(value, this.mistake);
      case 'timestamp':
      case 'received_at':
        return timeTest(name.text, value, this.nowMicros, this.mistake);
      case 'id':
        return idTest(value, this.mistake);
      case 'message':
        if (value.type === 'phrase') return this.search(value.pattern);
        if (value.type === 'word' && !asksForPresence(value)) return this.search(value.pattern);
    }
    const test = valueTest(value, this.mistake);
    const field = TEXT_FIELDS.find((one) => one === name.text);
    if (field !== undefined) return { type: 'text', field, test };
    return { type: 'metadata', name: this.#metadataName(name), test };
  }

  #metadataName({ text, at }: Located): string {
    if (text === 'metadata') return this.mistake(at, 'metadata is many fields', ['metadata.name']);
    const name = text.startsWith('metadata.') ? text.slice('metadata.'.length) : text;
    if (name.split('.').length > DEEPEST_NAME) {
      return this.mistake(at, `the name goes more than ${DEEPEST_NAME} steps inwards`, ['fewer dots']);
    }
    return name;
  }
}
