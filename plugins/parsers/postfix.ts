import { defineParser, Type } from '../../pipeline/plugin.js';
import { LineReader } from './support/databases/line-reader.js';
import { POSTFIX_SHAPES } from './support/databases/postfix.js';

/** https://www.postfix.org/DEBUG_README.html#logging */
export default defineParser({
  kind: 'parser',
  name: 'postfix',
  summary: 'Reads what Postfix writes to syslog: deliveries, refusals, connections.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [postfix] }',
  specificity: 90,
  place: 'both',
  programs: /postfix|smtpd?$|^amavis|^opendkim/i,
  sample:
    '4F9D195432C: to=<bert@example.net>, relay=mx.example.net[192.0.2.1]:25, delay=0.51, delays=0.1/0.01/0.2/0.2, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 8A1B2C)',
  create: () => new LineReader('postfix', POSTFIX_SHAPES),
});
