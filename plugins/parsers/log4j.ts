import { defineParser, Type } from '../../pipeline/plugin.js';
import { FRAME_LEADS, FRAME_SPECIFICITY, frameReader } from './support/applications/application-log.js';

/** https://logging.apache.org/log4j/2.x/manual/pattern-layout.html, https://logback.qos.ch/manual/layouts.html */
export default defineParser({
  kind: 'parser',
  name: 'log4j',
  summary: 'Reads the usual patterns of log4j and logback: time, level, thread and logger in any order.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [log4j] }',
  specificity: FRAME_SPECIFICITY,
  place: 'both',
  readBy: 'application-log',
  leads: FRAME_LEADS,
  sample: '2025-11-11 10:20:30,123 INFO  [main] com.example.orders.OrderService:42 - order 4711 was paid',
  create: () => frameReader('log4j'),
});
