import { type TSchema, Type } from 'typebox';
import type { PluginDescription, PluginKind } from '../../config/plan.js';
import type { PluginLookup } from '../../config/plugin-lookup.js';
import { Duration, Size } from '../../config/units.js';

/** Descriptions of plugins that nothing stands behind, for tests of what the config makes of a file. */
export const FAKE_PLUGINS: readonly PluginDescription[] = [
  fake('source', 'http', Type.Object({})),
  fake(
    'source',
    'syslog',
    Type.Object({
      listen: Type.Array(Type.String(), {
        listen: true,
        minItems: 1,
        default: ['udp://127.0.0.1:5514', 'tcp://127.0.0.1:5514'],
      }),
      max_record: Size({ description: 'Longest record.', default: '1MiB', minimum: 64, maximum: 2 ** 24 }),
    }),
  ),
  fake('source', 'port', Type.Object({ address: Type.String({ listen: true }) })),
  fake('queue', 'disk', Type.Object({ max_bytes: Size({ description: 'Size.', default: '4GiB' }) })),
  fake('queue', 'redis', Type.Object({ max_bytes: Size({ description: 'Size.', default: '1GiB' }) })),
  fake('parser', 'json', Type.Object({})),
  fake('transform', 'auto-detect', Type.Object({})),
  fake(
    'transform',
    'add-fields',
    Type.Object({ fields: Type.Record(Type.String(), Type.Unknown(), { description: 'What to add.' }) }),
  ),
  fake(
    'transform',
    'options',
    Type.Object({
      count: Type.Optional(Type.Integer({ minimum: 1, maximum: 9 })),
      mode: Type.Union([Type.Literal('fast'), Type.Literal('safe')], { default: 'fast' }),
      pause: Duration({ description: 'Pause.', default: '1s', minimum: 10, maximum: 60_000 }),
      retry: Type.Object({
        times: Type.Integer({ default: 3 }),
        wait: Duration({ description: '', default: '5ms' }),
      }),
      tags: Type.Optional(Type.Array(Type.String(), { minItems: 1, uniqueItems: true })),
      each: Type.Optional(
        Type.Array(
          Type.Object({
            name: Type.String({ minLength: 1 }),
            wait: Type.Optional(Duration({ description: '' })),
          }),
        ),
      ),
      until: Type.Optional(Type.Union([Duration({ description: '' }), Type.Literal('never')])),
      strict: Type.Optional(Type.Boolean()),
      target: Type.Optional(Type.Union([Type.Object({ host: Type.String() }), Type.Array(Type.String())])),
    }),
  ),
  fake('sink', 'postgres', Type.Object({})),
  fake('sink', 'live', Type.Object({})),
  { ...fake('sink', 'at-once', Type.Object({})), unbatched: true },
];

function fake(kind: PluginKind, name: string, options: TSchema): PluginDescription {
  return { kind, name, summary: `A fake ${kind}.`, options, example: `${name}: { type: ${name} }` };
}

/** The fakes above; besides, `./broken.js` is there and cannot be loaded. */
export const fakeLookup: PluginLookup = {
  names: (kind) => FAKE_PLUGINS.filter((plugin) => plugin.kind === kind).map(({ name }) => name),
  resolve: async (kind, type) =>
    type === './broken.js'
      ? { problem: './broken.js: cannot be loaded: Unexpected token (line 3)' }
      : FAKE_PLUGINS.find((plugin) => plugin.kind === kind && plugin.name === type),
};
