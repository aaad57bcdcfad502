import { defineParser, Type } from '../../pipeline/plugin.js';
import { CaddyReader } from './support/web/caddy.js';

/** https://caddyserver.com/docs/caddyfile/directives/log#console */
export default defineParser({
  kind: 'parser',
  name: 'caddy',
  summary: 'Reads what Caddy writes to a terminal.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [caddy] }',
  specificity: 90,
  leads: '0123456789',
  place: 'both',
  needs: ['\t'],
  sample:
    '2025/11/11 10:20:30.123\tINFO\thttp.log\tserver running\t{"name": "srv0", "protocols": ["h1", "h2", "h3"]}',
  create: () => new CaddyReader(),
});
