import type { Command } from 'commander';
import { readEnvironment } from '../config/environment.js';
import { EnvironmentError, messageOf, UserError } from '../pipeline/errors.js';
import { migrate, missingMigrations } from '../plugins/postgres/migrate.js';
import { runningDatabase } from './support/database-url.js';
import { EXIT_WRONG_INPUT, type Output } from './support/output.js';

/** `laf migrate`: what every start does by itself, at a time of one's own. With --check it ends with 1 when there is something to do. */
export function migrateCommand(program: Command, output: Output = process): void {
  program
    .command('migrate')
    .description('bring the tables up to date, as every start does')
    .option('--check', 'only say what is missing; ends with 1 when something is')
    .action(async ({ check = false }: { check?: boolean }) => {
      const { environment, problems } = readEnvironment();
      if (environment === undefined) throw new UserError(problems.join('\n'));
      const url = await runningDatabase(environment);
      const names = await (check ? missingMigrations(url) : migrate(url)).catch((error) => {
        throw new EnvironmentError(`the tables cannot be brought up to date: ${messageOf(error)}`);
      });
      for (const name of names) output.stdout.write(`${check ? 'missing' : 'applied'}: ${name}\n`);
      if (names.length === 0) output.stdout.write('the tables are up to date\n');
      if (check && names.length > 0) process.exitCode = EXIT_WRONG_INPUT;
    });
}
