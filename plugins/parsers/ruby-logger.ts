import { defineParser, Type } from '../../pipeline/plugin.js';
import { FrameReader } from './support/applications/frame-reader.js';
import { RUBY_WHOLE } from './support/applications/scripting-frames.js';

/** https://docs.ruby-lang.org/en/master/Logger/Formatter.html */
export default defineParser({
  kind: 'parser',
  name: 'ruby-logger',
  summary: "Reads the lines of Ruby's Logger, Rails' among them.",
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [ruby-logger] }',
  specificity: 88,
  place: 'both',
  leads: 'DIWEFA',
  sample: 'I, [2025-11-11T10:20:30.123456 #4711]  INFO -- shop: order 4711 was paid',
  create: () => new FrameReader({ whole: RUBY_WHOLE }),
});
