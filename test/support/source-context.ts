import { pino } from 'pino';
import type { Intake } from '../../pipeline/intake.js';
import type { SourceContext } from '../../pipeline/plugin.js';

/** What a source gets, with the given intake; it has no HTTP server and no store. */
export function sourceContext(intake: Intake, dataDir = ''): SourceContext {
  const missing = (what: string) => () => {
    throw new Error(`this test has no ${what}`);
  };
  return {
    name: 'test',
    logger: pino({ level: 'silent' }),
    dataDir,
    intake,
    http: { mount: missing('HTTP server') },
    store: { awaitCommit: missing('store'), get: missing('store') },
  };
}
