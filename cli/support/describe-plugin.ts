import { describeValue, type JsonSchema, normalise } from '../../config/options-schema.js';
import type { PluginDescription } from '../../config/plan.js';
import { UNITS } from '../../config/units.js';

/** All about one plugin, for the terminal: what it is, its options and an example. */
export function describePlugin(plugin: PluginDescription, origin?: string): string {
  const from = origin === undefined ? '' : ` (${origin})`;
  const options = optionLines(normalise(plugin.options), '');
  return [
    `${plugin.name}: ${plugin.kind}${from}`,
    `  ${plugin.summary}`,
    '',
    options.length === 0 ? 'no options' : 'options',
    ...options.map((line) => `  ${line}`),
    '',
    'example',
    ...plugin.example
      .trimEnd()
      .split('\n')
      .map((line) => `  ${line}`),
    '',
  ].join('\n');
}

/** Two lines an option: its name, type and default; what it is for. Options of options by their whole path. */
function optionLines({ properties = {}, required = [] }: JsonSchema, prefix: string): string[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const facts = [describeValue(schema), ...necessity(schema, required.includes(name)), ...bounds(schema)];
    return [
      `${prefix}${name}: ${facts.join(', ')}`,
      ...(schema.description === undefined ? [] : [`    ${schema.description}`]),
      ...optionLines(schema, `${prefix}${name}.`),
    ];
  });
}

function necessity({ default: standard, properties }: JsonSchema, required: boolean): string[] {
  if (standard === undefined) return [required ? 'required' : 'optional'];
  // The defaults of its own options say more.
  return properties === undefined ? [`default ${JSON.stringify(standard)}`] : [];
}

function bounds({ minimum, maximum, unit }: JsonSchema): string[] {
  const format = unit === undefined ? String : UNITS[unit].format;
  if (minimum !== undefined && maximum !== undefined)
    return [`from ${format(minimum)} to ${format(maximum)}`];
  if (minimum !== undefined) return [`at least ${format(minimum)}`];
  return maximum === undefined ? [] : [`at most ${format(maximum)}`];
}
