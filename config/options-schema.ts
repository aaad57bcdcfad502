import type { UnitName } from './units.js';

/** A JSON Schema as plain data. */
export interface JsonSchema {
  type?: string | string[];
  description?: string;
  default?: unknown;
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, JsonSchema>;
  patternProperties?: Record<string, JsonSchema>;
  additionalProperties?: boolean | JsonSchema;
  required?: string[];
  items?: JsonSchema | JsonSchema[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  definitions?: Record<string, JsonSchema>;
  $defs?: Record<string, JsonSchema>;
  minimum?: number;
  maximum?: number;
  /** The value is written with a unit and given to the plugin as a number of milliseconds or bytes. */
  unit?: UnitName;
  /** The value is an address to listen on, `udp://127.0.0.1:5514`, or a list of them. */
  listen?: boolean;
  [keyword: string]: unknown;
}

/**
 * A plugin's schema made strict and complete: objects that list their properties take no others unless they say so,
 * a union of constants is an enum, and an object that must be there, but could be all defaults, defaults to them.
 *
 * @param convert what becomes of a schema without schemas in it
 * @throws TypeError when the schema is not JSON (it refers to itself, say).
 */
export function normalise(
  schema: unknown,
  convert: (leaf: JsonSchema) => JsonSchema = (leaf) => leaf,
): JsonSchema {
  // A TypeBox schema has more than JSON Schema knows, in properties that JSON leaves out.
  return strict(JSON.parse(JSON.stringify(schema)) as JsonSchema, convert, true);
}

type Convert = (leaf: JsonSchema) => JsonSchema;

function strict(schema: JsonSchema, convert: Convert, closed: boolean): JsonSchema {
  if (typeof schema !== 'object' || schema === null) return schema;
  const { $id: _id, $schema: _dialect, ...result }: JsonSchema = schema;
  const deeper = (inner: JsonSchema) => strict(inner, convert, true);
  for (const key of ['properties', 'patternProperties', 'definitions', '$defs'] as const) {
    if (result[key] !== undefined) result[key] = mapValues(result[key], deeper);
  }
  for (const key of ['anyOf', 'oneOf'] as const) result[key] = result[key]?.map(deeper);
  // The parts of an allOf each see the properties of the others.
  result.allOf = result.allOf?.map((part) => strict(part, convert, false));
  if (result.items !== undefined) {
    result.items = Array.isArray(result.items) ? result.items.map(deeper) : deeper(result.items);
  }
  if (typeof result.additionalProperties === 'object') {
    result.additionalProperties = deeper(result.additionalProperties);
  }
  for (const key of ['anyOf', 'oneOf', 'allOf'] as const) if (result[key] === undefined) delete result[key];
  if (result.properties !== undefined) return strictObject(result, closed);
  return convert(constantsAsEnum(result));
}

function strictObject(schema: JsonSchema, closed: boolean): JsonSchema {
  if (closed && schema.additionalProperties === undefined && schema.patternProperties === undefined) {
    schema.additionalProperties = false;
  }
  for (const name of schema.required ?? []) {
    const property = schema.properties?.[name];
    if (property?.properties !== undefined && property.default === undefined && isAllDefaults(property)) {
      property.default = {};
    }
  }
  return schema;
}

function isAllDefaults({ properties, required = [] }: JsonSchema): boolean {
  return required.every((name) => properties?.[name]?.default !== undefined);
}

function constantsAsEnum(schema: JsonSchema): JsonSchema {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices === undefined || !choices.every((choice) => 'const' in choice)) return schema;
  const { anyOf: _anyOf, oneOf: _oneOf, ...rest } = schema;
  return { ...rest, enum: choices.map((choice) => choice.const) };
}

function mapValues<Value>(
  record: Record<string, Value>,
  map: (value: Value) => Value,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

/** What a value of a schema is, to complete "must be …": `text`, `a whole number`, `a list of text`. */
export function describeValue(schema: JsonSchema): string {
  if (schema.unit !== undefined) return `a ${schema.unit}`;
  if (schema.enum !== undefined) return oneOf(schema.enum);
  if ('const' in schema) return JSON.stringify(schema.const);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return choices.map(describeValue).join(' or ');
  if (schema.listen === true && schema.type === 'string') return 'an address';
  const types = Array.isArray(schema.type) ? schema.type : [schema.type ?? ''];
  return types.map((type) => describeType(type, schema)).join(' or ');
}

export function oneOf(values: readonly unknown[]): string {
  const words = values.map((value) => JSON.stringify(value));
  return words.length === 1 ? words[0]! : `one of ${words.join(', ')}`;
}

function describeType(type: string, schema: JsonSchema): string {
  switch (type) {
    case 'string':
      return 'text';
    case 'number':
      return 'a number';
    case 'integer':
      return 'a whole number';
    case 'boolean':
      return 'true or false';
    case 'null':
      return 'nothing';
    case 'array':
      return `a list${describeInner(schema.listen === true ? { listen: true, type: 'string' } : schema.items)}`;
    case 'object':
      return `a map${describeInner(Object.values(schema.patternProperties ?? {})[0] ?? schema.additionalProperties)}`;
    default:
      return 'anything';
  }
}

function describeInner(inner: unknown): string {
  if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return '';
  const text = describeValue(inner as JsonSchema);
  return text === 'anything' ? '' : ` of ${text.replace(/^an? /, '')}`;
}
