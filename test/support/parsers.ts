import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pino from 'pino';
import { LoadedParser, ParserSet } from '../../pipeline/detection/parser-set.js';
import type { Parser, ParserDefinition, PluginContext } from '../../pipeline/plugin.js';

const FOLDER = join(import.meta.dirname, '../../plugins/parsers');

/** Every parser the project ships: each file of plugins/parsers/ that is no test. */
export const PARSER_DEFINITIONS: readonly ParserDefinition[] = await Promise.all(
  readdirSync(FOLDER)
    .filter((name) => /\.(?:ts|js)$/.test(name) && !/\.test\.|\.d\.ts$/.test(name))
    .sort()
    .map(async (name) => {
      const module = (await import(pathToFileURL(join(FOLDER, name)).href)) as { default: ParserDefinition };
      return module.default;
    }),
);

const context: PluginContext = { name: 'test', logger: pino({ level: 'silent' }), dataDir: '' };

/** The parsers of the project (or those given) as detection gets them. */
export function parserSet(definitions: readonly ParserDefinition[] = PARSER_DEFINITIONS): ParserSet {
  return new ParserSet(
    definitions.map((definition) => {
      return new LoadedParser(definition.name, definition, definition.create({}, context) as Parser);
    }),
  );
}
