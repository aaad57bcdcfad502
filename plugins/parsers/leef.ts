import { defineParser, Type } from '../../pipeline/plugin.js';
import { LeefReader } from './support/security/leef.js';

/** https://www.ibm.com/docs/en/dsm?topic=leef-overview */
export default defineParser({
  kind: 'parser',
  name: 'leef',
  summary: 'Reads the Log Event Extended Format of IBM QRadar.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [leef] }',
  specificity: 100,
  leads: 'L',
  place: 'both',
  needs: ['|'],
  sample: 'LEEF:2.0|Example|Gateway|4.2|login_failed|^|src=203.0.113.9^dst=192.0.2.10^usrName=frank^sev=5',
  create: () => new LeefReader(),
});
