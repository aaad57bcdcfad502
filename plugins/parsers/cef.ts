import { defineParser, Type } from '../../pipeline/plugin.js';
import { CefReader } from './support/security/cef.js';

/** Micro Focus, "Implementing ArcSight Common Event Format (CEF)", version 25 */
export default defineParser({
  kind: 'parser',
  name: 'cef',
  summary: 'Reads the Common Event Format of ArcSight, which most security products can write.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [cef] }',
  specificity: 100,
  leads: 'C',
  place: 'both',
  needs: ['|'],
  sample:
    'CEF:0|Example|Gateway|4.2|1001|Login failed|5|src=203.0.113.9 spt=50022 dst=192.0.2.10 suser=frank act=blocked msg=Wrong password \\= 3 times',
  create: () => new CefReader(),
});
