import { OptionsReader } from '../../config/options-reader.js';
import { LoadedParser, ParserSet } from '../../pipeline/detection/parser-set.js';
import type { PluginContext } from '../../pipeline/plugin.js';
import type { PluginCatalog } from '../../pipeline/plugin-catalog.js';

/** Makes every parser of the catalog, with its default options. */
export async function parserSetOf(
  catalog: PluginCatalog,
  context: Omit<PluginContext, 'name'>,
): Promise<ParserSet> {
  const parsers = catalog.parsers.map(async (definition) => {
    const { options } = new OptionsReader(definition.options).read({});
    const parser = await definition.create(options, { ...context, name: definition.name });
    return new LoadedParser(definition.name, definition, parser);
  });
  return new ParserSet(await Promise.all(parsers));
}
