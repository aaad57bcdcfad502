import { defineParser, Type } from '../../pipeline/plugin.js';
import { LineReader } from './support/databases/line-reader.js';
import { ETCD_SHAPES } from './support/databases/stores.js';

/** https://etcd.io/docs/v3.4/op-guide/configuration/#logging-flags */
export default defineParser({
  kind: 'parser',
  name: 'etcd',
  summary: 'Reads the log of etcd before 3.5; later ones are JSON.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [etcd] }',
  specificity: 92,
  place: 'both',
  leads: '0123456789',
  sample: '2025-11-11 10:20:30.123456 I | embed: ready to serve client requests',
  create: () => new LineReader('etcd', ETCD_SHAPES),
});
