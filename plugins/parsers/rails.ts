import { defineParser, Type } from '../../pipeline/plugin.js';
import { FrameReader } from './support/applications/frame-reader.js';
import { RAILS_WHOLE } from './support/applications/scripting-frames.js';

/** https://guides.rubyonrails.org/debugging_rails_applications.html#the-logger */
export default defineParser({
  kind: 'parser',
  name: 'rails',
  summary: 'Reads the lines with which Rails begins and ends requests.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [rails] }',
  specificity: 85,
  place: 'both',
  leads: 'SPC[',
  sample: 'Completed 200 OK in 12ms (Views: 4.1ms | ActiveRecord: 3.2ms)',
  create: () => new FrameReader({ whole: RAILS_WHOLE }),
});
