import { defineParser, Type } from '../../pipeline/plugin.js';
import { JsonReader } from './support/json/reader.js';

/**
 * Told from other JSON by its names; `json` reads it. https://developers.cloudflare.com/logs/logpush/logpush-
 * job/datasets/zone/http_requests/.
 */
export default defineParser({
  kind: 'parser',
  name: 'cloudflare',
  summary: "Reads HTTP requests from Cloudflare's Logpush.",
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [cloudflare] }',
  specificity: 90,
  place: 'both',
  leads: '{ \t\r\n',
  readBy: 'json',
  sample:
    '{"ClientIP":"192.0.2.7","ClientRequestHost":"shop.example","ClientRequestMethod":"GET","ClientR' +
    'equestURI":"/cart?id=7","EdgeResponseStatus":200,"EdgeResponseBytes":512,"EdgeStartTimestamp":"' +
    '2025-11-11T10:20:30Z","RayID":"8a1b"}',
  create: () => new JsonReader('cloudflare'),
});
