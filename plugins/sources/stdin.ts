import { stdin } from 'node:process';
import { defineSource, Size, type Source, Type } from '../../pipeline/plugin.js';
import { StreamReader } from './stdin/stream-reader.js';

const options = Type.Object({
  max_record: Size({
    description: 'The longest line; a longer one becomes a dead letter with its first 64 KiB.',
    default: '1MiB',
    minimum: 1024,
    maximum: 64 * 1024 * 1024,
  }),
});

export default defineSource({
  kind: 'source',
  name: 'stdin',
  summary: 'Lines from the standard input; it is finished when that ends.',
  options,
  example: 'stdin: { type: stdin }',
  create(options, context): Source {
    const reader = new StreamReader(stdin, options.max_record, context);
    return {
      start: async () => reader.start(),
      stop: () => reader.stop(),
      addresses: () => ['stdin'],
      finished: reader.finished,
    };
  },
});
