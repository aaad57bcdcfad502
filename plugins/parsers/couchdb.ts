import { defineParser, Type } from '../../pipeline/plugin.js';
import { COUCHDB_SHAPES } from './support/databases/erlang.js';
import { LineReader } from './support/databases/line-reader.js';

/** https://docs.couchdb.org/en/stable/config/logging.html */
export default defineParser({
  kind: 'parser',
  name: 'couchdb',
  summary: 'Reads the log of CouchDB.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [couchdb] }',
  specificity: 94,
  place: 'both',
  leads: '[',
  sample:
    '[notice] 2025-11-11T10:20:30.123456Z couchdb@192.0.2.1 <0.404.0> 5a1b2c3d4e db.example.com:5984 192.0.2.7 frank GET /orders/_all_docs 200 ok 12',
  create: () => new LineReader('couchdb', COUCHDB_SHAPES),
});
