import { defineParser, Type } from '../../pipeline/plugin.js';
import { EnvoyReader } from './support/web/envoy.js';

/** https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage#default-format-string, https://istio.io/latest/docs/tasks/observability/logs/access-log/ */
export default defineParser({
  kind: 'parser',
  name: 'envoy',
  summary: 'Reads the access log of Envoy and Istio.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [envoy] }',
  specificity: 92,
  leads: '[',
  place: 'both',
  sample:
    '[2025-11-11T10:20:30.123Z] "GET /api/orders HTTP/1.1" 200 - 0 512 12 11 "192.0.2.17" "curl/8.5.0" ' +
    '"5f0c9f3e-0b9a-4f6e-9a2b-0123456789ab" "orders.example.com" "198.51.100.7:8080"',
  create: () => new EnvoyReader(),
});
