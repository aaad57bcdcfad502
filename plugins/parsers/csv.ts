import { defineParser, Type } from '../../pipeline/plugin.js';
import { CsvReader } from './support/csv.js';

/** https://www.rfc-editor.org/rfc/rfc4180 */
export default defineParser({
  kind: 'parser',
  name: 'csv',
  summary: 'Reads CSV and TSV whose columns are named: sent as text/csv, or followed as a file.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [csv] }',
  specificity: 97,
  sample: 'time,level,host,message,bytes\n2025-11-11T10:20:30Z,WARN,web-1,"disk sda, 91 % full",4096',
  create: () => new CsvReader(),
});
