import type { Command } from 'commander';
import { checkPipelineFile, type Surroundings } from './support/load-pipeline.js';
import { EXIT_WRONG_INPUT, type Output } from './support/output.js';

/**
 * `laf check [pipeline.yaml]`: prints all that is wrong, one line each, and ends with 0 or 1.
 *
 * @throws UserError (from the action) when the file cannot be read.
 */
export function checkCommand(
  program: Command,
  output: Output = process,
  surroundings: Surroundings = {},
): void {
  program
    .command('check')
    .description('say all that is wrong with a pipeline file at once')
    .argument('[pipeline]', 'the file; pipeline.yaml here, or else the one that comes along')
    .action(async (path: string | undefined) => {
      const { file, problems } = await checkPipelineFile(path, surroundings);
      for (const problem of problems) output.stdout.write(`${problem}\n`);
      if (problems.length === 0) {
        output.stdout.write(`${file} is all right\n`);
        return;
      }
      output.stderr.write(`${problems.length === 1 ? '1 mistake' : `${problems.length} mistakes`}\n`);
      process.exitCode = EXIT_WRONG_INPUT;
    });
}
