import { defineParser, Type } from '../../pipeline/plugin.js';
import { LtsvReader } from './support/ltsv-reader.js';

/** Labeled tab-separated values, http://ltsv.org. */
export default defineParser({
  kind: 'parser',
  name: 'ltsv',
  summary: 'Reads `label:value` pairs with tabs between them.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [ltsv] }',
  specificity: 30,
  place: 'both',
  needs: ['\t', ':'],
  sample: 'time:2025-11-11T10:20:30+00:00\thost:192.0.2.7\tmethod:GET\tpath:/cart\tstatus:200\tsize:512',
  create: () => new LtsvReader(),
});
