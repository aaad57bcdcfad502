import { defineParser, Type } from '../../pipeline/plugin.js';
import { LineReader } from './support/databases/line-reader.js';
import { OPENLDAP_SHAPES } from './support/databases/openldap.js';

/** https://www.openldap.org/doc/admin26/slapdconf2.html */
export default defineParser({
  kind: 'parser',
  name: 'openldap',
  summary: "Reads the log of OpenLDAP's server, slapd.",
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [openldap] }',
  specificity: 92,
  place: 'both',
  needs: ['='],
  leads: 'c[',
  sample: 'conn=1008 op=1 SRCH base="dc=example,dc=com" scope=2 deref=0 filter="(uid=anna)"',
  create: () => new LineReader('openldap', OPENLDAP_SHAPES),
});
