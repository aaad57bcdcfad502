import { defineParser, Type } from '../../pipeline/plugin.js';
import { FRAME_LEADS, FRAME_SPECIFICITY, frameReader } from './support/applications/application-log.js';

/** https://redmine.lighttpd.net/projects/lighttpd/wiki/Server_errorlogDetails */
export default defineParser({
  kind: 'parser',
  name: 'lighttpd',
  summary: 'Reads the error log of lighttpd.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [lighttpd] }',
  specificity: FRAME_SPECIFICITY,
  place: 'both',
  readBy: 'application-log',
  leads: FRAME_LEADS,
  sample: '2025-11-11 10:20:30: (server.c.1909) server stopped by UID = 0 PID = 4711',
  create: () => frameReader('lighttpd'),
});
