import { defineParser, Type } from '../../pipeline/plugin.js';
import { JsonReader } from './support/json/reader.js';

/** Told from other JSON by its names; `json` reads it. https://doc.traefik.io/traefik/observability/access-logs/. */
export default defineParser({
  kind: 'parser',
  name: 'traefik-json',
  summary: 'Reads the access log of Traefik in JSON.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [traefik-json] }',
  specificity: 90,
  place: 'both',
  leads: '{ \t\r\n',
  readBy: 'json',
  sample:
    '{"ClientHost":"192.0.2.7","ClientUsername":"-","DownstreamContentSize":512,"DownstreamStatus":4' +
    '04,"Duration":1200000,"RequestHost":"shop.example","RequestMethod":"GET","RequestPath":"/cart?i' +
    'd=7","RequestProtocol":"HTTP/1.1","ServiceAddr":"10.0.0.3:8080","level":"info","msg":"","time":' +
    '"2025-11-11T10:20:30Z"}',
  create: () => new JsonReader('traefik-json'),
});
