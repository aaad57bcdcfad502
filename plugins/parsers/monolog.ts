import { defineParser, Type } from '../../pipeline/plugin.js';
import { FRAME_LEADS, FRAME_SPECIFICITY, frameReader } from './support/applications/application-log.js';

/** https://seldaek.github.io/monolog/doc/01-usage.html#customizing-the-log-format, and Laravel's, Symfony's logs. */
export default defineParser({
  kind: 'parser',
  name: 'monolog',
  summary: "Reads Monolog's lines, as Laravel and Symfony write them.",
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [monolog] }',
  specificity: FRAME_SPECIFICITY,
  place: 'both',
  readBy: 'application-log',
  leads: FRAME_LEADS,
  sample: '[2025-11-11 10:20:30] production.ERROR: payment failed {"order":4711} []',
  create: () => frameReader('monolog'),
});
