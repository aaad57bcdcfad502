#!/usr/bin/env -S node --max-semi-space-size=32
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { EnvironmentError, UserError } from '../pipeline/errors.js';
import { auditCommand } from './audit.js';
import { checkCommand } from './check.js';
import { deadLettersCommand } from './dead-letters.js';
import { eraseCommand } from './erase.js';
import { generateCommand } from './generate.js';
import { migrateCommand } from './migrate.js';
import { parseCommand } from './parse.js';
import { pluginsCommand } from './plugins.js';
import { runCommand } from './run.js';
import { schemaCommand } from './schema.js';
import { shipCommand } from './ship.js';
import { tailCommand } from './tail.js';
import { tokenCommand } from './token.js';

const EXIT_WRONG_INPUT = 1;
const EXIT_WRONG_ENVIRONMENT = 2;

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const program = new Command('laf')
  .description('Logs & Found: a self-hosted log system on PostgreSQL')
  .version(version)
  .showHelpAfterError();

runCommand(program);
checkCommand(program);
pluginsCommand(program);
schemaCommand(program);
parseCommand(program);
generateCommand(program);
deadLettersCommand(program);
auditCommand(program);
eraseCommand(program);
tokenCommand(program);
migrateCommand(program);
shipCommand(program);
tailCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof UserError) && !(error instanceof EnvironmentError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(error instanceof UserError ? EXIT_WRONG_INPUT : EXIT_WRONG_ENVIRONMENT);
}
