import { type AST, RegExpParser } from '@eslint-community/regexpp';
import { PositionAutomaton } from './position-automaton.js';

/** Further copies of a part say nothing new about it. */
const COPIES = 4;
/** So many copies of something that may be empty can be tried in a million ways (2^20). */
const MANY_EMPTY = 20;

/** A part of the pattern: the positions it can begin and end with, and whether it can be empty. */
interface Part {
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly nullable: boolean;
}

const EMPTY: Part = { first: [], last: [], nullable: true };

/**
 * Whether a backtracking matcher can take time exponential in the length of a text: whether a loop of the pattern
 * reads one text in two ways. Anchors, look-around and back references count as passed, so a pattern that only they
 * save is taken for exponential, too.
 *
 * @param pattern in JavaScript's syntax
 */
export function isExponential(pattern: string): boolean {
  const reader = new PatternReader();
  reader.alternatives(new RegExpParser().parsePattern(pattern).alternatives);
  return reader.hasEmptyCopies || reader.automaton.isAmbiguous();
}

/**
 * Whether a backtracking matcher may take more than quadratic time: so many characters that a text of some kilobytes
 * could hold it up for seconds.
 */
export function isSlow(pattern: string): boolean {
  const reader = new PatternReader();
  reader.alternatives(new RegExpParser().parsePattern(pattern).alternatives);
  return reader.hasLoopInLookaround || reader.automaton.hasChoices();
}

/**
 * Whether the groups whose names begin with `prefix`, which once begun never gave anything back (atomic ones), match
 * the same when they are ordinary groups: there is one way only to read a text by them, and what can come behind them
 * does not begin with anything they read.
 */
export function isAtomicAnyway(pattern: string, prefix: string): boolean {
  const reader = new PatternReader(prefix);
  reader.alternatives(new RegExpParser().parsePattern(pattern).alternatives);
  return reader.areAtomicAnyway();
}

/** Turns the tree of a pattern into its automaton of positions (Glushkov 1961). */
class PatternReader {
  readonly automaton = new PositionAutomaton();
  hasEmptyCopies = false;
  hasLoopInLookaround = false;
  /** The groups that are asked about: their first positions, and where their positions begin and end. */
  readonly #asked: { name: string; first: readonly number[]; from: number; to: number; single: boolean }[] =
    [];

  /** @param prefix of the names of groups that are asked about; then what looks around counts as reading anything. */
  constructor(private readonly prefix?: string) {}

  areAtomicAnyway(): boolean {
    return this.#asked.every((group) => {
      const copies = this.#asked.filter(({ name }) => name === group.name);
      return group.single && !this.automaton.canGiveBack(group, copies);
    });
  }

  alternatives(alternatives: readonly AST.Alternative[]): Part {
    const parts = alternatives.map(({ elements }) => this.#sequence(elements));
    return {
      first: parts.flatMap(({ first }) => first),
      last: parts.flatMap(({ last }) => last),
      nullable: parts.some(({ nullable }) => nullable),
    };
  }

  #sequence(elements: readonly AST.Element[]): Part {
    return elements
      .map((element) => this.#element(element))
      .reduce((all, part) => this.#join(all, part), EMPTY);
  }

  #element(element: AST.Element): Part {
    switch (element.type) {
      case 'Group':
        return this.alternatives(element.alternatives);
      case 'CapturingGroup':
        return this.#capturing(element);
      case 'Quantifier':
        return this.#quantifier(element);
      case 'Assertion':
        return this.#assertion(element);
      case 'Backreference':
        return EMPTY;
      default:
        return this.#character(element.raw);
    }
  }

  #capturing(group: AST.CapturingGroup): Part {
    const from = this.automaton.size;
    const part = this.alternatives(group.alternatives);
    if (this.prefix !== undefined && group.name?.startsWith(this.prefix)) {
      const to = this.automaton.size;
      // Asked now, before what repeats the group adds its steps back into it.
      const single = !/[*+?}]\?/.test(group.raw) && this.automaton.isDeterministic(part.first, from, to);
      this.#asked.push({ name: group.name, first: part.first, from, to, single });
    }
    return part;
  }

  #assertion(assertion: AST.Assertion): Part {
    if (this.prefix !== undefined) return assertion.kind === 'end' ? EMPTY : this.#character('[\\s\\S]');
    if (!('alternatives' in assertion)) return EMPTY;
    // What a look-around reads is matched apart, and may be exponential by itself.
    this.alternatives(assertion.alternatives);
    if (/[*+}]/.test(assertion.raw)) this.hasLoopInLookaround = true;
    return EMPTY;
  }

  #character(raw: string): Part {
    const position = [this.automaton.add(raw)];
    return { first: position, last: position, nullable: false };
  }

  #quantifier({ element, min, max }: AST.Quantifier): Part {
    let all = EMPTY;
    for (let copy = 0; copy < Math.min(min, COPIES); copy++) {
      const part = this.#element(element);
      if (min >= MANY_EMPTY && part.nullable) this.hasEmptyCopies = true;
      all = this.#join(all, part);
    }
    if (max === min || max === 0) return all;
    if (max - min > COPIES) return this.#join(all, this.#anyNumber(this.#element(element)));
    for (let copy = min; copy < max; copy++)
      all = this.#join(all, { ...this.#element(element), nullable: true });
    return all;
  }

  #anyNumber(part: Part): Part {
    this.#follow(part.last, part.first);
    return { ...part, nullable: true };
  }

  #join(left: Part, right: Part): Part {
    this.#follow(left.last, right.first);
    return {
      first: left.nullable ? [...left.first, ...right.first] : left.first,
      last: right.nullable ? [...left.last, ...right.last] : right.last,
      nullable: left.nullable && right.nullable,
    };
  }

  #follow(from: readonly number[], to: readonly number[]): void {
    for (const left of from) for (const right of to) this.automaton.follow(left, right);
  }
}
