import { stdin } from 'node:process';
import { defineSource, type Source, Type } from '../../pipeline/plugin.js';
import { MAX_LINE } from './framing/max-line.js';
import { lineCutters, Multiline, multilineMistakes } from './multiline/options.js';
import { StreamReader } from './stdin/stream-reader.js';

const options = Type.Object({
  max_record: MAX_LINE,
  multiline: Multiline('auto'),
});

export default defineSource({
  kind: 'source',
  name: 'stdin',
  summary: 'Lines from the standard input; it is finished when that ends.',
  options,
  example: 'stdin: { type: stdin }',
  restart: 'what was read of a line already would be lost',
  check: ({ multiline }) => multilineMistakes(multiline),
  create(options, context): Source {
    const reader = new StreamReader(stdin, lineCutters(options.multiline, options.max_record)(), context);
    return {
      start: async () => reader.start(),
      stop: () => reader.stop(),
      addresses: () => ['stdin'],
      finished: reader.finished,
    };
  },
});
