import { defineParser, Type } from '../../pipeline/plugin.js';
import { ACCESS_LOG_LEADS } from './support/access-log-line.js';
import { TraefikReader } from './support/web/traefik.js';

/** https://doc.traefik.io/traefik/observability/access-logs/#format */
export default defineParser({
  kind: 'parser',
  name: 'traefik',
  summary: 'Reads the access log of Traefik in its common format.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [traefik] }',
  specificity: 75,
  leads: ACCESS_LOG_LEADS,
  place: 'both',
  needs: ['"', '['],
  sample:
    '192.0.2.17 - - [11/Nov/2025:10:20:30 +0000] "GET /api/orders HTTP/1.1" 200 512 "-" "curl/8.5.0" 1042 ' +
    '"orders@docker" "http://198.51.100.7:8080" 12ms',
  create: () => new TraefikReader(),
});
