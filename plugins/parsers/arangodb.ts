import { defineParser, Type } from '../../pipeline/plugin.js';
import { LineReader } from './support/databases/line-reader.js';
import { ARANGODB_SHAPES } from './support/databases/stores.js';

/** https://docs.arangodb.com/stable/operations/administration/log-levels/ */
export default defineParser({
  kind: 'parser',
  name: 'arangodb',
  summary: 'Reads the log of ArangoDB.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [arangodb] }',
  specificity: 94,
  place: 'both',
  leads: '0123456789',
  sample: '2025-11-11T10:20:30Z [1] INFO [144fe] {engines} using storage engine rocksdb',
  create: () => new LineReader('arangodb', ARANGODB_SHAPES),
});
