import type { ParserDefinition } from '../plugin.js';
import type { LoadedParser, ParserSet } from './parser-set.js';

/*
 * Which parsers are asked about a text: nearly all formats can be told from a text by its first character, by the program
 * that wrote it, or by marks that it lacks, without asking their parsers one by one.
 */

/** First characters that have a list of their own; all others share one. */
const TABLE_SIZE = 128;
const OTHERS = TABLE_SIZE;
/** `48 items sold`: a number and a word in small letters begin a sentence, and no format that has digits for its leads. */
const COUNTING_SENTENCE = TABLE_SIZE + 1;
const LONGEST_COUNT = 20;
const SPACE = 32;
const ZERO = 48;
const NINE = 57;
const LOWER_A = 97;
const LOWER_Z = 122;

/** Names that stand for whatever runs in a container. */
const CONTAINER = /^(?:docker|containerd|podman|k8s|[0-9a-f]{12,64}$)/;
/** Programs whose candidates are remembered. */
const MOST_PROGRAMS = 1000;

/** The characters that formats may need. */
export const MARKS = '=:"[{|\t(<%';
const MARK_BITS = new Uint16Array(TABLE_SIZE);
for (let i = 0; i < MARKS.length; i++) MARK_BITS[MARKS.charCodeAt(i)] = 1 << i;
const ALL_MARKS = (1 << MARKS.length) - 1;

/** The parsers to ask about a text that begins in one way. */
class CandidateList {
  readonly #byMarks: LoadedParser[][] = [];

  constructor(readonly all: readonly LoadedParser[]) {}

  /** Those whose needs the marks meet. */
  withMarks(marks: number): readonly LoadedParser[] {
    let list = this.#byMarks[marks];
    if (list === undefined) {
      list = this.all.filter(({ definition }) => isMet(definition, marks));
      this.#byMarks[marks] = list;
    }
    return list;
  }

  ofProgram(program: string): CandidateList {
    return new CandidateList(
      this.all.filter(({ definition: { programs } }) => programs?.test(program) ?? true),
    );
  }
}

/** The parsers to ask, by how a text begins. */
export class CandidateTable {
  readonly #lists: CandidateList[] = [];
  readonly #ofProgram = new Map<string, CandidateList[]>();

  constructor(parsers: ParserSet, place: 'record' | 'message') {
    const all = parsers.asked.filter(({ definition }) => {
      const { place: own = 'record' } = definition;
      return own === place || own === 'both';
    });
    for (let code = 0; code < TABLE_SIZE; code++) {
      const character = String.fromCharCode(code);
      const list = all.filter(({ definition: { leads } }) => leads?.includes(character) ?? true);
      this.#lists.push(new CandidateList(list));
    }
    const undemanding = new CandidateList(all.filter(({ definition }) => definition.leads === undefined));
    this.#lists[OTHERS] = undemanding;
    this.#lists[COUNTING_SENTENCE] = undemanding;
  }

  /** @param slot of the text, see {@link slotOf} */
  of(slot: number): readonly LoadedParser[] {
    return this.#lists[slot]!.all;
  }

  /** For the message of a program: those that read its messages, and need no mark that the message lacks. */
  ofMessage(message: string, program: string): readonly LoadedParser[] {
    const slot = slotOf(message);
    const lists = program === '' ? this.#lists : (this.#ofProgram.get(program) ?? this.#narrowed(program));
    const list = lists[slot]!;
    return list.all.length === 0 ? list.all : list.withMarks(marksOf(message));
  }

  #narrowed(program: string): CandidateList[] {
    if (this.#ofProgram.size >= MOST_PROGRAMS) this.#ofProgram.clear();
    const lists = CONTAINER.test(program) ? this.#lists : this.#lists.map((list) => list.ofProgram(program));
    this.#ofProgram.set(program, lists);
    return lists;
  }
}

/** Place in the table of a text, by how it begins; an empty text is with the others. */
export function slotOf(text: string): number {
  const code = text.charCodeAt(0);
  if (isDigit(code)) return isCountingSentence(text) ? COUNTING_SENTENCE : code;
  return code >= TABLE_SIZE || Number.isNaN(code) ? OTHERS : code;
}

function isCountingSentence(text: string): boolean {
  let at = 1;
  while (at < LONGEST_COUNT && isDigit(text.charCodeAt(at))) at += 1;
  const letter = text.charCodeAt(at + 1);
  return text.charCodeAt(at) === SPACE && letter >= LOWER_A && letter <= LOWER_Z;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

/** Bits of the marks that are in a text. */
function marksOf(text: string): number {
  let marks = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < TABLE_SIZE) marks |= MARK_BITS[code]!;
    if (marks === ALL_MARKS) break;
  }
  return marks;
}

/** @throws RangeError when a parser needs what is no mark */
function isMet({ name, needs = [] }: ParserDefinition, marks: number): boolean {
  return needs.every((group) => {
    return Array.from(group).some((character) => {
      const at = MARKS.indexOf(character);
      if (at < 0)
        throw new RangeError(
          `${name}: needs: ${JSON.stringify(character)} is none of ${JSON.stringify(MARKS)}`,
        );
      return (marks & (1 << at)) !== 0;
    });
  });
}
