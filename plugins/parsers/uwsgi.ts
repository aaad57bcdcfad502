import { defineParser, Type } from '../../pipeline/plugin.js';
import { UwsgiReader } from './support/web/uwsgi.js';

/** https://uwsgi-docs.readthedocs.io/en/latest/LogFormat.html */
export default defineParser({
  kind: 'parser',
  name: 'uwsgi',
  summary: 'Reads the lines that uWSGI writes of its requests.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [uwsgi] }',
  specificity: 95,
  leads: '[',
  place: 'both',
  sample:
    '[pid: 4711|app: 0|req: 12/345] 192.0.2.17 () {38 vars in 696 bytes} [Tue Nov 11 10:20:30 2025] ' +
    'GET /api/orders?full=1 => generated 512 bytes in 12 msecs (HTTP/1.1 200) 4 headers in 188 bytes (1 switches on core 0)',
  create: () => new UwsgiReader(),
});
