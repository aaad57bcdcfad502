import { defineParser, Type } from '../../pipeline/plugin.js';
import { EXIM_SHAPES } from './support/databases/exim.js';
import { LineReader } from './support/databases/line-reader.js';

/** https://www.exim.org/exim-html-current/doc/html/spec_html/ch-log_files.html */
export default defineParser({
  kind: 'parser',
  name: 'exim',
  summary: 'Reads the main log of Exim: what came in, what went out, what failed.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [exim] }',
  specificity: 94,
  place: 'both',
  needs: [':'],
  leads: '0123456789',
  sample:
    '2025-11-11 10:20:30 [4711] 1vIkXy-0001Ab-2C <= anna@example.com H=mail.example.com [192.0.2.7]:40123 P=esmtps S=5678 id=c0ffee@example.com T="Invoice 12" for bert@example.net',
  create: () => new LineReader('exim', EXIM_SHAPES),
});
