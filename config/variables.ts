/*
 * `${VAR}`, `${VAR:-default}`, `${VAR:?message}` and `$$` in pipeline.yaml. Braces and colons mean something to YAML,
 * so before it is read every reference is masked by as many characters that mean nothing to it: all positions stay
 * as they are, and `{ port: ${PORT} }` is as good as `port: "${PORT}"`.
 */

export type Resolved = { readonly value: string } | { readonly mistake: string };

export type Variables = Readonly<Record<string, string | undefined>>;

const REFERENCE = /\$\$|\$\{[^}\n]*\}/g;
const PARTS = /^\$\{([A-Za-z_][A-Za-z0-9_]*)(?:(:[-?])(.*))?\}$/;

// Noncharacters of Unicode: no text has them. A mask is MARK and the number of its reference in base 28.
const MARK = '\ufdd0';
const ZERO = 0xfdd1;
const BASE = 28;
/** One mask, as the source of a regular expression. */
export const MASK = '\ufdd0[\ufdd1-\ufdec]+';
const MASKS = new RegExp(MASK, 'g');
const RESERVED = /[\ufdd0-\ufdef]/;

/** What a mask of the shortest reference, `${}`, can count to. */
const MAX_DISTINCT = BASE ** 2;

/** A text with its references masked. */
export class MaskedText {
  readonly masked: string;
  // `$$` has room for one digit only, so it is always the first.
  readonly #references: string[] = ['$$'];

  /** @throws RangeError when the text cannot be masked; its message says why. */
  constructor(text: string) {
    if (RESERVED.test(text)) throw new RangeError('the file has characters that are none (U+FDD0 to U+FDEF)');
    const numbers = new Map<string, number>([['$$', 0]]);
    this.masked = text.replace(REFERENCE, (source) => {
      const number = numbers.get(source) ?? this.#references.push(source) - 1;
      numbers.set(source, number);
      return MARK + digits(number, source.length - 1);
    });
    if (numbers.size > MAX_DISTINCT) throw new RangeError(`the file has more than ${MAX_DISTINCT} variables`);
  }

  has(text: string): boolean {
    return text.includes(MARK);
  }

  /** `text` with each mask replaced by what `replace` makes of its reference. */
  unmask(text: string, replace: (source: string) => string): string {
    return text.replace(MASKS, (mask) => replace(this.#references[numberOf(mask)]!));
  }
}

function digits(number: number, length: number): string {
  let rest = number;
  let text = '';
  for (let i = 0; i < length; i++) {
    text += String.fromCharCode(ZERO + (rest % BASE));
    rest = Math.floor(rest / BASE);
  }
  return text;
}

function numberOf(mask: string): number {
  let number = 0;
  for (let i = mask.length - 1; i > 0; i--) number = number * BASE + mask.charCodeAt(i) - ZERO;
  return number;
}

/**
 * What a reference stands for. As in a shell, `:-` and `:?` take an empty variable for an unset one; a bare `${VAR}`
 * may be empty but not unset.
 */
export function resolveReference(source: string, variables: Variables): Resolved {
  if (source === '$$') return { value: '$' };
  const parts = PARTS.exec(source);
  if (parts === null) {
    return {
      mistake: `${source} is no variable: write \${NAME}, \${NAME:-default} or \${NAME:?message}, and $$ for a dollar sign`,
    };
  }
  const [, name = '', operator, rest = ''] = parts;
  const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
  if (value !== undefined && (value !== '' || operator === undefined)) return { value };
  if (operator === ':-') return { value: rest };
  const advice = operator === undefined ? `; set it, or give a default: \${${name}:-default}` : '';
  return { mistake: `the variable ${name} is not set${rest.trim() === '' ? advice : `: ${rest.trim()}`}` };
}
