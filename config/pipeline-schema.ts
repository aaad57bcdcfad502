import { BatchOptions } from './check-stage.js';
import { type JsonSchema, normalise } from './options-schema.js';
import type { PluginDescription, StageKind } from './plan.js';
import { STAGE_NAME_PATTERN } from './stage-drafts.js';
import { UNITS } from './units.js';

/** Text in which a variable stands. */
const VARIABLE = '\\$\\{';
const NOT_TEXT: ReadonlySet<unknown> = new Set(['number', 'integer', 'boolean']);

/**
 * The JSON Schema of pipeline.yaml (draft 7, what editors know), from the same schemas that check it. Where a number
 * or a boolean is asked for, a `${VARIABLE}` may stand, too.
 */
export function pipelineSchema(plugins: readonly PluginDescription[]): object {
  const section = (kind: StageKind, description: string) => ({
    description,
    type: 'object',
    propertyNames: { pattern: STAGE_NAME_PATTERN },
    additionalProperties: { $ref: `#/definitions/${kind}` },
  });
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'pipeline.yaml of Logs & Found',
    type: 'object',
    required: ['sources', 'sinks'],
    additionalProperties: false,
    properties: {
      sources: { ...section('source', 'Where records come in.'), minProperties: 1 },
      queue: { $ref: '#/definitions/queue' },
      transforms: section('transform', 'What happens to the events on their way.'),
      sinks: { ...section('sink', 'Where the events go.'), minProperties: 1 },
    },
    definitions: {
      source: stageSchema('source', plugins),
      queue: stageSchema('queue', plugins),
      transform: stageSchema('transform', plugins),
      sink: stageSchema('sink', plugins),
      filter: {
        description: 'A filter, as in the search: level:ERROR application:auth',
        type: 'string',
      },
      inputs: {
        description: 'The sources and transforms whose events this stage gets.',
        type: 'array',
        items: { type: 'string' },
        minItems: 1,
        uniqueItems: true,
      },
    },
  };
}

const COMMON: Readonly<Record<StageKind, Record<string, object>>> = {
  source: {},
  queue: {},
  transform: { inputs: { $ref: '#/definitions/inputs' }, when: { $ref: '#/definitions/filter' } },
  sink: {
    inputs: { $ref: '#/definitions/inputs' },
    when: { $ref: '#/definitions/filter' },
    batch: editorSchema(BatchOptions),
  },
};

function stageSchema(kind: StageKind, plugins: readonly PluginDescription[]): object {
  const ofKind = plugins.filter((plugin) => plugin.kind === kind);
  const named = ofKind.map(({ name, summary }) => ({ const: name, description: summary }));
  const automatic = { const: 'auto', description: 'Redis Streams where REDIS_URL is set, else the disk.' };
  const own = { type: 'string', description: 'The path of a plugin file, or the name of a package.' };
  return {
    type: 'object',
    required: 'inputs' in COMMON[kind] ? ['type', 'inputs'] : ['type'],
    properties: {
      type: { anyOf: [...(kind === 'queue' ? [automatic] : []), ...named, own] },
      ...COMMON[kind],
    },
    allOf: ofKind.map((plugin) => ({
      if: { required: ['type'], properties: { type: { const: plugin.name } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: optionsSchema(plugin),
    })),
  };
}

function optionsSchema({ kind, summary, options, unbatched }: PluginDescription): object {
  const schema = editorSchema(options);
  const common = Object.keys({ type: true, ...COMMON[kind as StageKind] });
  const allowed = Object.fromEntries(common.map((key) => [key, key !== 'batch' || unbatched !== true]));
  return { ...schema, description: summary, properties: { ...schema.properties, ...allowed } };
}

function editorSchema(schema: unknown): JsonSchema {
  const strict = normalise(schema, (leaf) => orVariable(withoutUnit(leaf)));
  return withoutDefaulted(strict);
}

function withoutUnit(schema: JsonSchema): JsonSchema {
  if (schema.unit === undefined) return schema;
  const { unit, minimum: _minimum, maximum: _maximum, type: _type, ...rest } = schema;
  const text = { type: 'string', anyOf: [{ pattern: UNITS[unit].pattern.source }, { pattern: VARIABLE }] };
  return unit === 'size' ? { ...rest, anyOf: [{ type: 'integer', minimum: 0 }, text] } : { ...rest, ...text };
}

function orVariable(schema: JsonSchema): JsonSchema {
  if (!NOT_TEXT.has(schema.type)) return schema;
  const { description, default: standard, ...rest } = schema;
  return {
    ...(description !== undefined && { description }),
    ...(standard !== undefined && { default: standard }),
    anyOf: [rest, { type: 'string', pattern: VARIABLE }],
  };
}

/** What has a default need not be written. */
function withoutDefaulted(schema: JsonSchema): JsonSchema {
  const required = schema.required?.filter((name) => schema.properties?.[name]?.default === undefined);
  const properties = Object.entries(schema.properties ?? {}).map(([name, property]) => [
    name,
    withoutDefaulted(property),
  ]);
  return {
    ...schema,
    ...(required !== undefined && { required }),
    ...(schema.properties !== undefined && { properties: Object.fromEntries(properties) }),
  };
}
