import { defineParser, Type } from '../../pipeline/plugin.js';
import { LogfmtReader } from './support/logfmt-reader.js';

/**
 * Pairs of names and values as logrus, go-kit, Heroku and Grafana write them; the description that most follow is
 * https://pkg.go.dev/github.com/kr/logfmt.
 */
export default defineParser({
  kind: 'parser',
  name: 'logfmt',
  summary:
    'Reads `name=value name="quoted value"` pairs; the names loggers use for time, level and message are known.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [logfmt] }',
  specificity: 25,
  place: 'both',
  needs: ['='],
  sample: 'time="2025-11-11T10:20:30.123Z" level=warning msg="cart is empty" user_id=42 cached=true',
  create: () => new LogfmtReader(),
});
