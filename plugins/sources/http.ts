import { Duration, defineSource, Size, Type } from '../../pipeline/plugin.js';
import { InFlight } from './http/in-flight.js';
import { routes } from './http/routes.js';

const options = Type.Object({
  path: Type.String({
    description: 'Where the calls begin: PATH/, PATH/fast and PATH/batch.',
    default: '/data',
    pattern: '^(/[A-Za-z0-9._~-]+)+$',
  }),
  max_body: Size({
    description: 'The largest body of a batch, decompressed.',
    default: '32MiB',
    minimum: 1024,
    maximum: 1024 * 1024 * 1024,
  }),
  max_record: Size({
    description: 'The largest event, alone or in a batch.',
    default: '1MiB',
    minimum: 1024,
    maximum: 64 * 1024 * 1024,
  }),
  commit_timeout: Duration({
    description: 'How long PATH/ waits for the commit before it answers 202 with pending.',
    default: '10s',
    maximum: 300_000,
  }),
});

export default defineSource({
  kind: 'source',
  name: 'http',
  summary: "Events over HTTP, on the program's own port: POST /data/, /data/fast and /data/batch.",
  options,
  example: 'http: { type: http, max_body: 64MiB }',
  create(options, context) {
    const inFlight = new InFlight();
    context.http.mount(routes(options, context, inFlight));
    return {
      start: async () => undefined,
      // Its routes are exchanged with those of all others, and nothing of it stands in the way of another.
      startBeside: async () => undefined,
      // Replaced, it lets those in that found its routes a moment ago.
      stop: async (replaced = false) => (replaced ? undefined : inFlight.close()),
    };
  },
});
