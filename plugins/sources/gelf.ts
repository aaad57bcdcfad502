import { defineSource, Type } from '../../pipeline/plugin.js';
import { GelfOpener } from './gelf/datagram-opener.js';
import { listenersOf, listenOptions } from './syslog/listen-options.js';

const options = Type.Object(listenOptions(['udp://127.0.0.1:12201', 'tcp://127.0.0.1:12201']));

/**
 * GELF by UDP and TCP, https://go2docs.graylog.org/current/getting_in_log_data/gelf.html. Over TCP records end with NUL,
 * which is one of the framings that syslog has.
 */
export default defineSource({
  kind: 'source',
  name: 'gelf',
  summary:
    'GELF over UDP, in chunks and compressed with gzip or zlib, and over TCP with NUL behind each record.',
  options,
  example: 'gelf: { type: gelf, listen: ["udp://0.0.0.0:12201", "tcp://0.0.0.0:12201"] }',
  create: (options, context) =>
    listenersOf(options, context, {
      makeOpener: () => new GelfOpener(options.max_record, (reason) => context.intake.dropped(1, reason)),
    }),
});
