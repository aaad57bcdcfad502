import { defineParser, Type } from '../../pipeline/plugin.js';
import { PlainTextReader } from './support/plain-text.js';

/** What no other parser claims. */
export default defineParser({
  kind: 'parser',
  name: 'plain',
  summary:
    'Keeps any record as it is, with a leading date, a level word and a stack trace where there are some.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [plain] }',
  specificity: 0,
  sample: '2025-11-11 10:20:30,123 ERROR could not reach the mail server',
  create: () => new PlainTextReader(),
});
