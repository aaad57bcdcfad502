// plugins/semicolons.js
import { CLAIMED, defineParser, levelOfWord, parseRfc3339, Type } from 'logs-and-found/plugin';

const RECORD = /^([^;]+);([A-Za-z]+);([^;]*);(.*)$/s;

export default defineParser({
  kind: 'parser',
  // The name of the format: it stands in the `format` of each event.
  name: 'semicolons',
  summary: 'Reads time;level;program;message.',
  options: Type.Object({}),
  example: 'parse: { type: auto-detect, inputs: [http] }',

  // 0 to 100; special formats are asked before general ones. JSON has 50, plain text 0.
  specificity: 60,
  // The characters a record can begin with, so that this parser is not asked about others.
  leads: '0123456789',
  sample: '2025-11-11T10:20:30Z;WARN;billing;card declined',

  create: () => ({
    parse(record, event) {
      const match = RECORD.exec(record);
      // Not ours: the offset at which that showed. The event must be as it was.
      if (match === null) return 0;
      const [, time, word, application, message] = match;
      const micros = parseRfc3339(time);
      if (micros === undefined) return 0;
      event.format = 'semicolons';
      event.timestampMicros = micros;
      event.level = levelOfWord(word) ?? 'INFO';
      event.application = application;
      event.message = message;
      return CLAIMED;
    },
  }),
});
