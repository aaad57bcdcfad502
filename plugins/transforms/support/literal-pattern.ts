import { UserError } from '../../../pipeline/errors.js';
import { CONVERSIONS, type Conversion } from './named-groups.js';

/** What is captured before a literal; the last one's literal is '' where it takes the rest. */
interface Part {
  readonly field: string | undefined;
  readonly conversion: Conversion | undefined;
  readonly until: string;
}

export interface Capture {
  readonly field: string;
  readonly conversion: Conversion | undefined;
  readonly start: number;
  readonly end: number;
}

/** `<name>`, `<name:int>`, `<_>`; anything else in angle brackets is literal text. */
const CAPTURE = /\\<|<([A-Za-z_@][\w.@-]*)(?::(\w+))?>/g;

/**
 * Literal text with captures between: each takes what stands before the next literal, the first time that comes. The text
 * must begin as the pattern does; what comes behind the pattern's last literal is left alone. Takes time linear in the text.
 */
export class LiteralPattern {
  readonly #prefix: string;
  readonly #parts: readonly Part[];

  /** @throws UserError saying what is wrong with the pattern */
  constructor(pattern: string) {
    const literals = [''];
    const captures: Omit<Part, 'until'>[] = [];
    let from = 0;
    for (const found of pattern.matchAll(CAPTURE)) {
      const [text, name, type] = found;
      literals[literals.length - 1] += pattern.slice(from, found.index);
      from = found.index + text.length;
      if (name === undefined) literals[literals.length - 1] += '<';
      else {
        captures.push(captureOf(text, name, type));
        literals.push('');
      }
    }
    literals[literals.length - 1] += pattern.slice(from);
    if (captures.every(({ field }) => field === undefined)) {
      throw new UserError(`${pattern} captures nothing; write <name> where a field stands`);
    }
    if (literals.slice(1, -1).includes('')) {
      throw new UserError(
        `${pattern} has two captures with nothing between them, so nobody knows where one ends`,
      );
    }
    this.#prefix = literals[0]!;
    this.#parts = captures.map((capture, index) => ({ ...capture, until: literals[index + 1]! }));
  }

  get fields(): string[] {
    return this.#parts.flatMap(({ field }) => (field === undefined ? [] : [field]));
  }

  /** What the named captures take; null when the text is not of the pattern. */
  match(text: string): Capture[] | null {
    if (!text.startsWith(this.#prefix)) return null;
    const captures: Capture[] = [];
    let start = this.#prefix.length;
    for (const { field, conversion, until } of this.#parts) {
      const end = until === '' ? text.length : text.indexOf(until, start);
      if (end < 0) return null;
      if (field !== undefined) captures.push({ field, conversion, start, end });
      start = end + until.length;
    }
    return captures;
  }
}

function captureOf(text: string, name: string, type: string | undefined): Omit<Part, 'until'> {
  if (type !== undefined && !Object.hasOwn(CONVERSIONS, type)) {
    throw new UserError(`${text} has a type that is none; there are ${Object.keys(CONVERSIONS).join(', ')}`);
  }
  return {
    field: name === '_' ? undefined : name,
    conversion: type === undefined ? undefined : CONVERSIONS[type],
  };
}
