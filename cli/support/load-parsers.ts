import { OptionsReader } from '../../config/options-reader.js';
import { LoadedParser, ParserSet } from '../../pipeline/detection/parser-set.js';
import type { PluginContext } from '../../pipeline/plugin.js';
import type { PluginCatalog } from '../../pipeline/plugin-catalog.js';

/**
 * Makes every parser of the catalog, with its default options.
 *
 * @param before a set that is taken again when it has the same parsers
 */
export async function parserSetOf(
  catalog: PluginCatalog,
  context: Omit<PluginContext, 'name'>,
  before?: ParserSet,
): Promise<ParserSet> {
  if (before !== undefined && isOf(before, catalog)) return before;
  const parsers = catalog.parsers.map(async (definition) => {
    const { options } = new OptionsReader(definition.options).read({});
    const parser = await definition.create(options, { ...context, name: definition.name });
    return new LoadedParser(definition.name, definition, parser);
  });
  return new ParserSet(await Promise.all(parsers));
}

function isOf({ ordered }: ParserSet, { parsers }: PluginCatalog): boolean {
  const definitions = new Set<unknown>(ordered.map(({ definition }) => definition));
  return definitions.size === parsers.length && parsers.every((parser) => definitions.has(parser));
}
