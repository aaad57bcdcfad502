import { defineSource, Type } from '../../pipeline/plugin.js';
import { lineCutters, Multiline, multilineMistakes } from './multiline/options.js';
import { listenersOf, listenOptions } from './syslog/listen-options.js';

const options = Type.Object({
  ...listenOptions(['udp://127.0.0.1:5514', 'tcp://127.0.0.1:5514']),
  multiline: Multiline('off'),
});

export default defineSource({
  kind: 'source',
  name: 'syslog',
  summary: 'Syslog over UDP and TCP; LF, NUL and octet counting are told apart per connection.',
  options,
  example: 'syslog: { type: syslog, listen: ["udp://0.0.0.0:514", "tcp://[::]:601"], max_record: 64KiB }',
  check: ({ multiline }) => multilineMistakes(multiline),
  create: (options, context) =>
    listenersOf(options, context, { makeLineCutter: lineCutters(options.multiline, options.max_record) }),
});
