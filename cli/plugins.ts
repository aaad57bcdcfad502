import type { Command } from 'commander';
import { suggestion } from '../config/problem.js';
import { UserError } from '../pipeline/errors.js';
import type { CatalogEntry, PluginCatalog } from '../pipeline/plugin-catalog.js';
import { PLUGIN_KINDS } from '../pipeline/plugin-definition.js';
import { describePlugin } from './support/describe-plugin.js';
import { loadCatalog, pipelineFile, type Surroundings } from './support/load-pipeline.js';
import { EXIT_WRONG_INPUT, type Output } from './support/output.js';

/**
 * `laf plugins [TYPE]`: every plugin by kind, the user's own with their path; or all about the plugins of one name.
 *
 * @throws UserError (from the action) when no plugin has the name.
 */
export function pluginsCommand(
  program: Command,
  output: Output = process,
  surroundings: Surroundings = {},
): void {
  program
    .command('plugins')
    .description('list the plugins, or show the options of one')
    .argument('[type]', 'name of a plugin, a path or a package, as `type:` in pipeline.yaml says it')
    .action(async (type: string | undefined) => {
      const { folder = process.cwd() } = surroundings;
      const catalog = await loadCatalog(pipelineFile(undefined, folder), folder);
      output.stdout.write(type === undefined ? list(catalog) : await details(catalog, type));
      for (const problem of catalog.problems) output.stderr.write(`${problem}\n`);
      if (catalog.problems.length > 0) process.exitCode = EXIT_WRONG_INPUT;
    });
}

function list(catalog: PluginCatalog): string {
  const width = Math.max(...catalog.entries.map(({ definition }) => definition.name.length));
  const sections = PLUGIN_KINDS.map((kind) => {
    const entries = catalog.entries
      .filter(({ definition }) => definition.kind === kind)
      .sort((a, b) => (a.definition.name < b.definition.name ? -1 : 1));
    const lines = entries.map((entry) => line(entry, width, catalog));
    return lines.length === 0 ? '' : `${kind}s\n${lines.join('')}`;
  });
  return `${sections.filter((text) => text !== '').join('\n')}`;
}

function line({ definition, builtIn, file }: CatalogEntry, width: number, catalog: PluginCatalog): string {
  const origin = builtIn ? '' : `  (${catalog.shown(file)})`;
  return `  ${definition.name.padEnd(width)}  ${definition.summary}${origin}\n`;
}

async function details(catalog: PluginCatalog, type: string): Promise<string> {
  const entries = catalog.entries.filter(({ definition }) => definition.name === type);
  if (entries.length > 0) {
    const texts = entries.map((entry) =>
      describePlugin(entry.definition, entry.builtIn ? undefined : catalog.shown(entry.file)),
    );
    return texts.join('\n');
  }
  const mistakes: string[] = [];
  for (const kind of PLUGIN_KINDS) {
    const found = await catalog.resolve(kind, type);
    if (found !== undefined && 'create' in found) return describePlugin(found, type);
    if (found !== undefined && 'problem' in found) mistakes.push(found.problem);
  }
  const names = [...new Set(catalog.entries.map(({ definition }) => definition.name))];
  throw new UserError(mistakes[0] ?? `there is no plugin "${type}"${suggestion(type, names, 'the plugins')}`);
}
