import type { Command } from 'commander';
import { pipelineSchema } from '../config/pipeline-schema.js';
import { loadCatalog, pipelineFile, type Surroundings } from './support/load-pipeline.js';
import type { Output } from './support/output.js';

/** `laf schema`: prints the JSON Schema of pipeline.yaml, the user's own plugins included, for editors. */
export function schemaCommand(
  program: Command,
  output: Output = process,
  surroundings: Surroundings = {},
): void {
  program
    .command('schema')
    .description('print the JSON Schema of pipeline.yaml for editors')
    .action(async () => {
      const { folder = process.cwd() } = surroundings;
      const catalog = await loadCatalog(pipelineFile(undefined, folder), folder);
      const schema = pipelineSchema(catalog.entries.map(({ definition }) => definition));
      output.stdout.write(`${JSON.stringify(schema, null, 2)}\n`);
      for (const problem of catalog.problems) output.stderr.write(`${problem}\n`);
    });
}
