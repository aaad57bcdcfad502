import { Ajv, type ValidateFunction } from 'ajv';
import ajvFormats from 'ajv-formats';
import { addOptionKeywords, unitAsKeyword } from './option-keywords.js';
import { explainErrors, type OptionMistake } from './option-mistakes.js';
import { type JsonSchema, normalise } from './options-schema.js';
import { COMMON_KEYS, type PluginKind } from './plan.js';

export interface ReadOptions {
  /** With defaults filled in, durations in milliseconds and sizes in bytes. */
  readonly options: Record<string, unknown>;
  readonly mistakes: readonly OptionMistake[];
}

/** Checks options against one schema. Nothing is coerced: "5" is no number. */
export class OptionsReader {
  readonly #schema: JsonSchema;
  readonly #validate: ValidateFunction;

  /** @throws Error when `schema` is no JSON Schema of an object, or has keywords or defaults that would be ignored. */
  constructor(schema: unknown) {
    const { default: _whole, ...rest } = normalise(schema, unitAsKeyword);
    this.#schema = rest;
    if (this.#schema.type !== 'object')
      throw new TypeError('must be the schema of an object (type: "object")');
    this.#schema.properties ??= {};
    this.#schema.additionalProperties ??= false;
    this.#validate = compiled(this.#schema);
  }

  get names(): string[] {
    return Object.keys(this.#schema.properties ?? {});
  }

  /**
   * @param given is not changed
   * @param otherNames keys that stand beside the options and could be meant by an unknown one
   */
  read(given: object, otherNames: readonly string[] = []): ReadOptions {
    const options = unshared(given) as Record<string, unknown>;
    const errors = this.#validate(options) ? [] : (this.#validate.errors ?? []);
    return { options, mistakes: explainErrors(errors, options, otherNames) };
  }
}

/** What is wrong with the schema of a plugin's options, one sentence each; empty when it can be used. */
export function optionsSchemaMistakes(kind: PluginKind, schema: object): string[] {
  try {
    const reserved = COMMON_KEYS[kind] ?? [];
    return new OptionsReader(schema).names
      .filter((name) => reserved.includes(name))
      .map((name) => `"${name}" means the same with every ${kind}; give the option another name`);
  } catch (error) {
    return [(error as Error).message];
  }
}

/** A copy without shared parts, so that each is converted once, however many aliases lead to it. */
function unshared(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unshared);
  if (typeof value !== 'object' || value === null) return value;
  // Unlike an assignment, fromEntries takes a key called __proto__ for a key.
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unshared(inner)]));
}

/** Most plugins have the same options, none, and compiling a schema takes milliseconds. */
const validators = new Map<string, ValidateFunction>();

function compiled(schema: JsonSchema): ValidateFunction {
  const text = JSON.stringify(schema);
  const validate = validators.get(text) ?? compilerOf(text).compile(schema);
  validators.set(text, validate);
  return validate;
}

let shared: Ajv | undefined;

/** One for all, as each first compiles the schema of schemas; but an `$id` is known to its compiler for good. */
function compilerOf(schema: string): Ajv {
  if (schema.includes('"$id"')) return newAjv();
  shared ??= newAjv();
  return shared;
}

function newAjv(): Ajv {
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    useDefaults: true,
    strictTypes: false,
    strictTuples: false,
    logger: false,
  });
  ajvFormats.default(ajv);
  addOptionKeywords(ajv);
  return ajv;
}
