import { defineParser, Type } from '../../pipeline/plugin.js';
import { W3cReader } from './support/web/w3c.js';

/** https://www.w3.org/TR/WD-logfile.html, https://learn.microsoft.com/windows/win32/http/w3c-logging */
export default defineParser({
  kind: 'parser',
  name: 'w3c',
  summary: 'Reads extended logs by the columns that #Fields names, and those of IIS without it.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [w3c] }',
  specificity: 80,
  sample:
    '2025-11-11 10:20:30 198.51.100.7 GET /shop/cart.aspx id=7 443 - 192.0.2.17 Mozilla/5.0+(X11;+Linux+x86_64) - 200 0 0 12',
  create: () => new W3cReader('w3c'),
});
