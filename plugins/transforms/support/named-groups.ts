import { type AST, RegExpParser } from '@eslint-community/regexpp';
import { closest, distance } from 'fastest-levenshtein';
import { UserError } from '../../../pipeline/errors.js';
import { isExponential } from './pattern-safety.js';

export type Conversion = 'int' | 'float';

/** A capturing group whose text becomes a field. */
export interface NamedGroup {
  readonly index: number;
  readonly field: string;
  readonly conversion: Conversion | undefined;
}

export interface CompiledPattern {
  /** JavaScript's syntax, every `%{NAME}` replaced. */
  readonly source: string;
  readonly groups: readonly NamedGroup[];
}

const REFERENCE = /%\{([^}]*)\}/g;
const REFERENCE_PARTS = /^(\w+)(?::([\w.@-]+)(?::(int|float))?)?$/;
const DEEPEST = 20;
const MOST_SLIPS = 2;

/**
 * Reads a pattern with named groups and `%{NAME}`, `%{NAME:field}`, `%{NAME:field:int}`.
 *
 * @throws UserError when it is no pattern, names one that does not exist, or can take exponential time
 */
export function compilePattern(pattern: string, named: ReadonlyMap<string, string>): CompiledPattern {
  const fields = new Map<string, Pick<NamedGroup, 'field' | 'conversion'>>();
  const source = expand(pattern, named, fields, 0);
  const capturing = capturingGroups(source);
  if (isExponential(source)) {
    throw new UserError(
      `${pattern} can take exponential time, as a part that repeats can match one text in several ways; ` +
        'write it so that each repetition begins or ends with something of its own',
    );
  }
  const groups = capturing.flatMap(({ name }, i) => {
    if (name === null) return [];
    const { field, conversion } = fields.get(name) ?? { field: name, conversion: undefined };
    return [{ index: i + 1, field, conversion }];
  });
  return { source, groups };
}

function expand(
  pattern: string,
  named: ReadonlyMap<string, string>,
  fields: Map<string, Pick<NamedGroup, 'field' | 'conversion'>>,
  depth: number,
): string {
  if (depth > DEEPEST) throw new UserError(`a named pattern stands for itself`);
  return pattern.replace(REFERENCE, (reference, inner: string) => {
    const parts = REFERENCE_PARTS.exec(inner);
    if (parts === null) {
      throw new UserError(`${reference} must be %{NAME}, %{NAME:field}, %{NAME:field:int} or :float`);
    }
    const [, name, field, conversion] = parts as unknown as [string, string, string?, Conversion?];
    const meaning = named.get(name);
    if (meaning === undefined) {
      throw new UserError(`no pattern is called "${name}"${hint(name, named)}`);
    }
    const text = expand(meaning, named, fields, depth + 1);
    if (field === undefined) return `(?:${text})`;
    // One field may be named twice, a group of JavaScript may not.
    const group = `laf_${fields.size}`;
    fields.set(group, { field, conversion });
    return `(?<${group}>${text})`;
  });
}

function hint(name: string, named: ReadonlyMap<string, string>): string {
  const meant = closest(name.toUpperCase(), [...named.keys()]);
  return distance(name.toUpperCase(), meant) <= MOST_SLIPS ? `; did you mean "${meant}"?` : '';
}

function capturingGroups(source: string): AST.CapturingGroup[] {
  const groups: AST.CapturingGroup[] = [];
  try {
    // The engine that will run it has the last word.
    new RegExp(source);
    collectGroups(new RegExpParser().parsePattern(source), groups);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UserError(`${error.message.replace(/^Invalid regular expression: /, '')}`);
  }
  return groups;
}

/** In the order of their opening brackets, which is that of their numbers. */
function collectGroups(node: AST.Node, groups: AST.CapturingGroup[]): void {
  if (node.type === 'CapturingGroup') groups.push(node);
  if (node.type === 'Quantifier') collectGroups(node.element, groups);
  if ('alternatives' in node) for (const alternative of node.alternatives) collectGroups(alternative, groups);
  if (node.type === 'Alternative') for (const element of node.elements) collectGroups(element, groups);
}
