import type { PluginDefinition } from './plugin.js';

export const PLUGIN_KINDS = ['source', 'queue', 'parser', 'transform', 'sink'] as const;

const PLACES = ['record', 'message', 'both'];
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const TEXT_FIELDS = ['summary', 'example'] as const;

/** What is wrong with the schema of a plugin's options, one sentence each. */
export type OptionsSchemaCheck = (kind: PluginDefinition['kind'], schema: object) => string[];

/**
 * What is wrong with a value that ought to be a plugin's definition, one sentence each that begins with the field;
 * empty when it is one.
 */
export function definitionMistakes(value: unknown, checkOptions: OptionsSchemaCheck): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [
      `a plugin is an object with kind, name, summary, options, example and create, not ${shown(value)}`,
    ];
  }
  const definition = value as Partial<Record<keyof PluginDefinition, unknown>>;
  return [
    ...kindAndName(definition),
    ...texts(definition),
    ...options(definition, checkOptions),
    ...code(definition),
  ];
}

type Fields = Readonly<Record<string, unknown>>;

function kindAndName({ kind, name }: Fields): string[] {
  const mistakes: string[] = [];
  if (!PLUGIN_KINDS.includes(kind as PluginDefinition['kind'])) {
    mistakes.push(`kind: must be one of ${PLUGIN_KINDS.join(', ')}, not ${shown(kind)}`);
  }
  if (typeof name !== 'string' || !NAME.test(name)) {
    mistakes.push(`name: must be lower-case words joined by hyphens, like "add-fields", not ${shown(name)}`);
  }
  return mistakes;
}

function texts(definition: Fields): string[] {
  const fields = definition.kind === 'parser' ? [...TEXT_FIELDS, 'sample'] : TEXT_FIELDS;
  return fields
    .filter((field) => typeof definition[field] !== 'string' || definition[field] === '')
    .map((field) => `${field}: must be text, not ${shown(definition[field])}`);
}

function options({ kind, options }: Fields, check: OptionsSchemaCheck): string[] {
  if (typeof options !== 'object' || options === null) {
    return [`options: must be the JSON Schema of an object, not ${shown(options)}`];
  }
  return check(kind as PluginDefinition['kind'], options).map((mistake) => `options: ${mistake}`);
}

function code({ kind, create, specificity, leads, place }: Fields): string[] {
  const mistakes: string[] = [];
  if (typeof create !== 'function') mistakes.push(`create: must be a function, not ${shown(create)}`);
  if (kind !== 'parser') return mistakes;
  if (typeof specificity !== 'number' || !(specificity >= 0 && specificity <= 100)) {
    mistakes.push(`specificity: must be a number from 0 to 100, not ${shown(specificity)}`);
  }
  if (leads !== undefined && (typeof leads !== 'string' || leads === '')) {
    mistakes.push(`leads: must be text with the characters a record can begin with, not ${shown(leads)}`);
  }
  if (place !== undefined && !PLACES.includes(place as string)) {
    mistakes.push(`place: must be one of ${PLACES.join(', ')}, not ${shown(place)}`);
  }
  return mistakes;
}

const MAX_SHOWN = 60;

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN - 1)}…`;
}
