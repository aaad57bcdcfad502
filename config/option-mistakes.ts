import type { ErrorObject } from 'ajv';
import { describeValue, type JsonSchema } from './options-schema.js';
import { type Path, quote, suggestion } from './problem.js';

/** One mistake in a stage's options. */
export interface OptionMistake {
  /** From the options on. */
  readonly path: Path;
  readonly target: 'key' | 'value';
  readonly message: string;
  readonly value?: unknown;
}

/** Says in words what ajv found; of a union's branches only what the user can have meant. */
export function explainErrors(
  errors: readonly ErrorObject[],
  data: unknown,
  otherNames: readonly string[],
): OptionMistake[] {
  const mistakes = withoutBranches(errors).map((error) => explain(error, data, otherNames));
  const seen = new Set<string>();
  return mistakes.filter(({ path, message }) => {
    const key = JSON.stringify([path, message]);
    return !seen.has(key) && seen.add(key);
  });
}

/**
 * A value that fits no branch of a union makes an error for each. Where it is of the right type for one branch alone,
 * that one was meant and its errors are told; else the union's own.
 */
function withoutBranches(errors: readonly ErrorObject[]): ErrorObject[] {
  let left = [...errors];
  for (const union of errors.filter(isUnion)) {
    if (!left.includes(union)) continue;
    const inside = left.filter(
      (error) => error !== union && error.schemaPath.startsWith(`${union.schemaPath}/`),
    );
    const meant = meantBranch(union, inside);
    left = left.filter((error) => (error === union ? meant === undefined : !inside.includes(error)));
    left.push(...(meant ?? []));
  }
  return left;
}

function isUnion({ keyword }: ErrorObject): boolean {
  return keyword === 'anyOf' || keyword === 'oneOf';
}

const TYPE_KEYWORDS: ReadonlySet<string> = new Set(['type', 'const', 'enum', 'unit']);

function meantBranch(union: ErrorObject, inside: readonly ErrorObject[]): ErrorObject[] | undefined {
  const branches = new Map<string, ErrorObject[]>();
  for (const error of inside) {
    const branch = error.schemaPath.slice(union.schemaPath.length + 1).split('/')[0]!;
    branches.set(branch, [...(branches.get(branch) ?? []), error]);
  }
  const fitting = [...branches.values()].filter(
    (branch) => !branch.some((e) => e.instancePath === union.instancePath && TYPE_KEYWORDS.has(e.keyword)),
  );
  return fitting.length === 1 ? fitting[0] : undefined;
}

function explain(error: ErrorObject, data: unknown, otherNames: readonly string[]): OptionMistake {
  const path = toPath(error.instancePath, data);
  const schema = error.parentSchema as JsonSchema;
  if (error.keyword === 'additionalProperties') {
    const name = String(error.params.additionalProperty);
    const names = [...Object.keys(schema.properties ?? {}), ...(path.length === 0 ? otherNames : [])];
    const message = `there is no option ${quote(name)}${suggestion(name, names, 'the options')}`;
    return { path: [...path, name], target: 'key', message, value: name };
  }
  if (error.keyword === 'required') {
    return { path, target: 'key', message: missing(String(error.params.missingProperty), schema) };
  }
  return {
    path,
    target: 'value',
    message: `${requirement(error, schema)}, not ${shown(error)}`,
    value: error.data,
  };
}

function missing(name: string, schema: JsonSchema): string {
  const property = schema.properties?.[name];
  const purpose = property?.description === undefined ? '' : `: ${property.description}`;
  const type = property === undefined ? '' : ` (${describeValue(plainUnit(property))})`;
  return `the option ${quote(name)}${type} is missing${purpose}`;
}

function requirement({ keyword, params, message = 'is wrong' }: ErrorObject, schema: JsonSchema): string {
  switch (keyword) {
    case 'type':
    case 'enum':
    case 'const':
    case 'anyOf':
    case 'oneOf':
      return `must be ${describeValue(deepPlainUnit(schema))}`;
    case 'minimum':
      return `must be at least ${params.limit}`;
    case 'maximum':
      return `must be at most ${params.limit}`;
    case 'exclusiveMinimum':
      return `must be more than ${params.limit}`;
    case 'exclusiveMaximum':
      return `must be less than ${params.limit}`;
    case 'multipleOf':
      return `must be a multiple of ${params.multipleOf}`;
    case 'minLength':
      return params.limit === 1 ? 'must not be empty' : `must have at least ${params.limit} characters`;
    case 'maxLength':
      return `must have at most ${params.limit} characters`;
    case 'minItems':
      return params.limit === 1 ? 'must have an entry' : `must have at least ${params.limit} entries`;
    case 'maxItems':
      return `must have at most ${params.limit} entries`;
    case 'uniqueItems':
      return `must not have an entry twice (${params.j} and ${params.i})`;
    case 'minProperties':
      return params.limit === 1 ? 'must have an entry' : `must have at least ${params.limit} entries`;
    case 'pattern':
      return `must match ${params.pattern}`;
    case 'format':
      return `must have the format ${params.format}`;
    default:
      return message;
  }
}

/** `unit` stands as ajv's keyword here: an object with a name. */
function plainUnit(schema: JsonSchema): JsonSchema {
  const unit = schema.unit as unknown as { name: JsonSchema['unit'] } | undefined;
  return unit === undefined ? schema : { ...schema, unit: unit.name };
}

function deepPlainUnit(schema: JsonSchema): JsonSchema {
  const plain = plainUnit(schema);
  for (const key of ['anyOf', 'oneOf'] as const) {
    if (plain[key] !== undefined) return { ...plain, [key]: plain[key].map(deepPlainUnit) };
  }
  return plain;
}

function shown({ data, params, keyword }: ErrorObject): string {
  const value = keyword === 'listen' ? params.address : data;
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return Object.keys(value).length === 0 ? 'an empty map' : 'a map';
  return quote(value);
}

/** A JSON pointer into `data` as a path, indexes as numbers. */
function toPath(pointer: string, data: unknown): Path {
  let parent = data;
  return pointer
    .split('/')
    .slice(1)
    .map((step) => {
      const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
      const part = Array.isArray(parent) ? Number(key) : key;
      parent = (parent as Record<string, unknown> | undefined)?.[key];
      return part;
    });
}
