import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { pino } from 'pino';
import { readEnvironment } from '../config/environment.js';
import { Detector } from '../pipeline/detection/detector.js';
import { looseEvent } from '../pipeline/detection/explain.js';
import { UserError } from '../pipeline/errors.js';
import { parseFilter } from '../pipeline/filter/parse.js';
import { compileFilter } from '../pipeline/filter/predicate.js';
import { createPool } from '../plugins/postgres/database.js';
import { countErasable, type Erased, type Erasure, erase } from '../plugins/postgres/erase.js';
import { confirmed, type Terminal } from './dead-letters/question.js';
import { runningDatabase } from './support/database-url.js';
import { parserSetOf } from './support/load-parsers.js';
import { loadCatalog, pipelineFile } from './support/load-pipeline.js';

/** One reads, one deletes, one is to spare. */
const CONNECTIONS = 3;
const REMAINS =
  'backups, replicas and the archived WAL still have them; space on disk is free for new rows after the next vacuum\n';

/**
 * `laf erase FILTER`: deletes what matches, for good, after it has shown how much that is and asked.
 *
 * @throws UserError, EnvironmentError from the action
 */
export function eraseCommand(program: Command, terminal: Terminal = process): void {
  program
    .command('erase')
    .description('delete the events and dead letters that match a filter, for good')
    .argument('<filter>', 'the filter language (docs/filters.md): user_id:42 AND source:web-1')
    .option('-y, --yes', 'do not ask')
    .action(async (filter: string, { yes }: { yes?: true }) => {
      if (filter.trim() === '') throw new UserError('the filter is empty: say what to erase');
      const matches = compileFilter(parseFilter(filter));
      const { environment, problems } = readEnvironment();
      if (environment === undefined) throw new UserError(problems.join('\n'));
      const url = await runningDatabase(environment);
      const detector = await detectorOf(terminal);
      const pool = createPool({ url, max: CONNECTIONS, name: 'erase' });
      try {
        const erasure: Erasure = {
          filter,
          actor: await actorOf(pool),
          // A dead letter was never read to its end: it is read as `laf parse` would, without the pipeline's transforms.
          matchesLetter: (raw) => {
            const event = looseEvent(raw.toString());
            detector.detect(event);
            return matches(event);
          },
        };
        await run(erasure, pool, yes === true, terminal);
      } finally {
        await pool.end();
      }
    });
}

async function run(
  erasure: Erasure,
  pool: ReturnType<typeof createPool>,
  yes: boolean,
  terminal: Terminal,
): Promise<void> {
  const { stdout, stderr } = terminal;
  const found = await countErasable(pool, erasure);
  stdout.write(`${counted(found)} match ${erasure.filter}\n`);
  if (found.events === 0 && found.deadLetters === 0) return;
  if (!yes && !(await confirmed('Delete them for good?', terminal))) {
    stdout.write('nothing was deleted\n');
    return;
  }
  let done = 0;
  const erased = await erase(pool, erasure, (events) => {
    done += events;
    if (stderr.writableLength === 0) stderr.write(`${done} of ${found.events} events deleted\n`);
  });
  stdout.write(`${counted(erased)} deleted; laf.removals says when, by whom and by which filter\n${REMAINS}`);
}

async function detectorOf({ stderr }: Terminal): Promise<Detector> {
  const folder = process.cwd();
  const catalog = await loadCatalog(pipelineFile(undefined, folder), folder);
  for (const problem of catalog.problems) stderr.write(`${problem}\n`);
  const logger = pino({ level: 'silent' });
  return new Detector(await parserSetOf(catalog, { logger, dataDir: join(folder, 'data') }));
}

/** Whoever is at the machine, and whom the database knows. */
async function actorOf(pool: ReturnType<typeof createPool>): Promise<string> {
  const { rows } = await pool.query('SELECT session_user AS name');
  return `${userInfo().username}, database user ${rows[0].name}`;
}

function counted({ events, deadLetters }: Erased): string {
  const letters = deadLetters === 1 ? '1 dead letter' : `${deadLetters} dead letters`;
  return `${events === 1 ? '1 event' : `${events} events`} and ${letters}`;
}
