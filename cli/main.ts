#!/usr/bin/env -S node --max-semi-space-size=32
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { EnvironmentError, UserError } from '../pipeline/errors.js';

const EXIT_WRONG_INPUT = 1;
const EXIT_WRONG_ENVIRONMENT = 2;

/** By name, in the order of the help. Only the one that is asked for is loaded: all of them take most of a second. */
const COMMANDS: readonly (readonly [name: string, load: () => Promise<(program: Command) => void>])[] = [
  ['run', async () => (await import('./run.js')).runCommand],
  ['check', async () => (await import('./check.js')).checkCommand],
  ['plugins', async () => (await import('./plugins.js')).pluginsCommand],
  ['schema', async () => (await import('./schema.js')).schemaCommand],
  ['parse', async () => (await import('./parse.js')).parseCommand],
  ['generate', async () => (await import('./generate.js')).generateCommand],
  ['dead-letters', async () => (await import('./dead-letters.js')).deadLettersCommand],
  ['audit', async () => (await import('./audit.js')).auditCommand],
  ['erase', async () => (await import('./erase.js')).eraseCommand],
  ['token', async () => (await import('./token.js')).tokenCommand],
  ['migrate', async () => (await import('./migrate.js')).migrateCommand],
  ['ship', async () => (await import('./ship.js')).shipCommand],
  ['tail', async () => (await import('./tail.js')).tailCommand],
];

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const program = new Command('laf')
  .description('Logs & Found: a self-hosted log system on PostgreSQL')
  .version(version)
  .showHelpAfterError();

const named = COMMANDS.find(([name]) => name === process.argv[2]);
for (const [, load] of named === undefined ? COMMANDS : [named]) (await load())(program);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof UserError) && !(error instanceof EnvironmentError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(error instanceof UserError ? EXIT_WRONG_INPUT : EXIT_WRONG_ENVIRONMENT);
}
