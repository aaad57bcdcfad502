import { type AST, RegExpParser } from '@eslint-community/regexpp';
import { closest, distance } from 'fastest-levenshtein';
import { UserError } from '../../../pipeline/errors.js';
import { ATOMIC, fromOniguruma } from './oniguruma.js';
import { isAtomicAnyway, isExponential } from './pattern-safety.js';
import { SafeMatcher } from './safe-matcher.js';

export type Conversion = 'int' | 'float' | 'boolean';

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
  readonly matcher: SafeMatcher;
}

/** How a pattern is written: as JavaScript knows it, or as Logstash does (Oniguruma, where `^` and `$` are a line's). */
export type Dialect = 'javascript' | 'oniguruma';

type Fields = Map<string, Pick<NamedGroup, 'field' | 'conversion'>>;

/** What a capture's type makes of its text, by the names that users of Logstash know, too. */
export const CONVERSIONS: Readonly<Record<string, Conversion | undefined>> = {
  int: 'int',
  integer: 'int',
  long: 'int',
  float: 'float',
  double: 'float',
  boolean: 'boolean',
  string: undefined,
};

const FIELD = String.raw`[\w.@-]+|(?:\[[\w.@-]+\])+`;
const REFERENCE = /%\{([^}]*)\}/g;
const REFERENCE_PARTS = new RegExp(`^(\\w+)(?::(${FIELD})(?::(${Object.keys(CONVERSIONS).join('|')}))?)?$`);
/** `(?<[http][method]>…)`: what no engine has for the name of a group. */
const BRACKETED_GROUP = /\(\?<((?:\[[\w.@-]+\])+)>/g;
const DEEPEST = 20;
const MOST_SLIPS = 2;
/** Named patterns can stand for others many times over; the largest of Logstash's has 10,000. */
const LONGEST_EXPANSION = 100_000;

/**
 * Reads a pattern with named groups and `%{NAME}`, `%{NAME:field}`, `%{NAME:field:int}`.
 *
 * @throws UserError when it is no pattern, names one that does not exist, or can take exponential time
 */
export function compilePattern(
  pattern: string,
  named: ReadonlyMap<string, string>,
  dialect: Dialect = 'javascript',
): CompiledPattern {
  const fields: Fields = new Map();
  const expanded = expand(pattern, named, fields, 0);
  const source = dialect === 'javascript' ? expanded : withoutAtomics(fromOniguruma(expanded), pattern);
  const capturing = capturingGroups(source);
  const matcher = safeMatcher(source, pattern, dialect);
  const groups = capturing.flatMap(({ name }, i) => {
    if (name === null) return [];
    const { field, conversion } = fields.get(name) ?? { field: name, conversion: undefined };
    return [{ index: i + 1, field, conversion }];
  });
  return { source, groups, matcher };
}

/** @throws UserError when the pattern is none by itself, whatever the others that it names may be */
export function checkDefinition(pattern: string): void {
  const alone = pattern.replace(REFERENCE, '(?:x)').replace(BRACKETED_GROUP, '(?:');
  try {
    new RegExp(fromOniguruma(alone), 'm');
  } catch (error) {
    throw readable(error);
  }
}

function safeMatcher(source: string, pattern: string, dialect: Dialect): SafeMatcher {
  const matcher = new SafeMatcher(source, dialect === 'oniguruma' ? 'm' : '');
  const refused =
    dialect === 'javascript' ? isExponential(source) : matcher.isExponential && !matcher.isLinear;
  if (refused) {
    throw new UserError(
      `${pattern} can take exponential time, as a part that repeats can match one text in several ways; ` +
        'write it so that each repetition begins or ends with something of its own',
    );
  }
  return matcher;
}

function withoutAtomics(source: string, pattern: string): string {
  if (!source.includes(ATOMIC)) return source;
  capturingGroups(source);
  if (!isAtomicAnyway(source, ATOMIC)) {
    throw new UserError(
      `${pattern} has an atomic group (?>…) or a possessive quantifier (*+, ++, ?+) that JavaScript has no exact word ` +
        'for; write (?:…), or what follows so that it begins with something else',
    );
  }
  return source.replace(new RegExp(`\\(\\?<${ATOMIC}\\d+>`, 'g'), '(?:');
}

function expand(pattern: string, named: ReadonlyMap<string, string>, fields: Fields, depth: number): string {
  if (depth > DEEPEST) throw new UserError(`a named pattern stands for itself`);
  const text = pattern
    .replace(REFERENCE, (reference, inner: string) => {
      const parts = REFERENCE_PARTS.exec(inner);
      if (parts === null) {
        throw new UserError(`${reference} must be %{NAME}, %{NAME:field}, %{NAME:field:int} or :float`);
      }
      const [, name, field, type] = parts as unknown as [string, string, string?, string?];
      const meaning = named.get(name);
      if (meaning === undefined) {
        throw new UserError(`no pattern is called "${name}"${hint(name, named)}`);
      }
      const text = expand(meaning, named, fields, depth + 1);
      return field === undefined ? `(?:${text})` : `${groupFor(field, type, fields)}${text})`;
    })
    .replace(BRACKETED_GROUP, (_, field: string) => groupFor(field, undefined, fields));
  if (text.length > LONGEST_EXPANSION) {
    throw new UserError(`a pattern that stands for more than ${LONGEST_EXPANSION} characters is too long`);
  }
  return text;
}

/** The beginning of a group of its own: one field may be named twice, a group of JavaScript may not. */
function groupFor(field: string, type: string | undefined, fields: Fields): string {
  const group = `laf_${fields.size}`;
  const name = field.startsWith('[') ? field.slice(1, -1).replaceAll('][', '.') : field;
  fields.set(group, { field: name, conversion: type === undefined ? undefined : CONVERSIONS[type] });
  return `(?<${group}>`;
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
    throw readable(error);
  }
  return groups;
}

function readable(error: unknown): unknown {
  if (!(error instanceof SyntaxError)) return error;
  return new UserError(`${error.message.replace(/^Invalid regular expression: /, '')}`);
}

/** In the order of their opening brackets, which is that of their numbers. */
function collectGroups(node: AST.Node, groups: AST.CapturingGroup[]): void {
  if (node.type === 'CapturingGroup') groups.push(node);
  if (node.type === 'Quantifier') collectGroups(node.element, groups);
  if ('alternatives' in node) for (const alternative of node.alternatives) collectGroups(alternative, groups);
  if (node.type === 'Alternative') for (const element of node.elements) collectGroups(element, groups);
}
