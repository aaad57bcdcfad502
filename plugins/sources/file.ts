import { join } from 'node:path';
import { messageOf } from '../../pipeline/errors.js';
import { Duration, defineSource, type Source, Type } from '../../pipeline/plugin.js';
import { Follower } from './file/follower.js';
import { PositionStore } from './file/positions.js';
import { MAX_LINE } from './framing/max-line.js';
import { PatientFeed } from './framing/patient-feed.js';
import { lineCutters, Multiline, multilineMistakes } from './multiline/options.js';

const options = Type.Object({
  paths: Type.Array(Type.String({ minLength: 1 }), {
    description: 'Files to follow: paths or glob patterns (*, **, ?, {a,b}).',
    minItems: 1,
  }),
  from: Type.Union([Type.Literal('beginning'), Type.Literal('end')], {
    description:
      'Where to begin files that are there at the first start; later ones are read from their beginning.',
    default: 'beginning',
  }),
  poll_interval: Duration({
    description: 'How often to look for new files, and for growth that the file system does not tell of.',
    default: '500ms',
    minimum: 10,
  }),
  max_record: MAX_LINE,
  header: Type.Boolean({
    description:
      'Whether the first line of each file names the columns of the others; that of *.csv and *.tsv does in any case.',
    default: false,
  }),
  multiline: Multiline('auto'),
});

export default defineSource({
  kind: 'source',
  name: 'file',
  summary: 'Lines of files, followed through rotation and truncation, with remembered positions.',
  options,
  example: 'files: { type: file, paths: [/var/log/nginx/*.log], from: end }',
  check: ({ multiline }) => multilineMistakes(multiline),
  create(options, context): Source {
    const feed = new PatientFeed(context.intake, context.logger, true);
    const positions = new PositionStore(join(context.dataDir, 'positions', `${context.name}.json`), (error) =>
      context.logger.error({ reason: messageOf(error) }, 'positions cannot be written'),
    );
    const follower = new Follower(
      {
        paths: options.paths,
        from: options.from,
        pollMillis: options.poll_interval,
        header: options.header,
        makeCutter: lineCutters(options.multiline, options.max_record),
      },
      positions,
      {
        put: (block) => feed.put({ ...block, transport: 'file' }),
        get shouldWait() {
          return feed.shouldWait;
        },
        ready: () => feed.ready(),
        settled: () => feed.settled(),
      },
      context.logger,
    );
    return {
      start: () => follower.start(),
      stop: () => follower.stop(),
      addresses: () => [...options.paths],
    };
  },
});
