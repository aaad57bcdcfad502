import { defineParser, Type } from '../../pipeline/plugin.js';
import { W3cReader } from './support/web/w3c.js';

/** https://learn.microsoft.com/troubleshoot/developer/webapps/aspnet/site-behavior-performance/error-logging-http-apis */
export default defineParser({
  kind: 'parser',
  name: 'iis-httperr',
  summary: 'Reads the error log of HTTP.sys (IIS).',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [iis-httperr] }',
  specificity: 84,
  sample:
    '2025-11-11 10:20:30 192.0.2.17 51234 198.51.100.7 80 HTTP/1.1 GET /shop/cart.aspx 503 1 AppOffline ShopPool',
  create: () => new W3cReader('iis-httperr'),
});
