import { defineParser, Type } from '../../pipeline/plugin.js';
import { FRAME_LEADS, FRAME_SPECIFICITY, frameReader } from './support/applications/application-log.js';

/** https://pkg.go.dev/go.uber.org/zap/zapcore#NewConsoleEncoder */
export default defineParser({
  kind: 'parser',
  name: 'zap',
  summary: 'Reads the console encoding of zap: columns between tabs, fields as JSON.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [zap] }',
  specificity: FRAME_SPECIFICITY,
  place: 'both',
  readBy: 'application-log',
  leads: FRAME_LEADS,
  sample: '2025-11-11T10:20:30.123Z\tinfo\tserver/http.go:87\tlistening\t{"port": 8080}',
  create: () => frameReader('zap'),
});
