import { readdirSync } from 'node:fs';
import { pino } from 'pino';
import { INSTALLATION } from '../../cli/support/installation.js';
import { OptionsReader } from '../../config/options-reader.js';
import { Detector } from '../../pipeline/detection/detector.js';
import { LoadedParser, ParserSet } from '../../pipeline/detection/parser-set.js';
import { messageOf } from '../../pipeline/errors.js';
import type { ParserDefinition } from '../../pipeline/plugin.js';

/**
 * A detector with the parsers of the built program. One that cannot be loaded is named and left out, so that the others
 * can be measured while it is being written.
 */
export async function loadDetector(): Promise<Detector> {
  const folder = new URL('parsers/', INSTALLATION.builtIns);
  const files = readdirSync(folder).filter(
    (name) => /\.(?:js|ts)$/.test(name) && !/\.test\.|\.d\.ts$/.test(name),
  );
  const loaded: LoadedParser[] = [];
  for (const file of files.sort()) {
    try {
      loaded.push(await loadParser(new URL(file, folder)));
    } catch (error) {
      console.log(`NOT LOADED: plugins/parsers/${file}: ${messageOf(error).slice(0, 120)}`);
    }
  }
  return new Detector(new ParserSet(loaded));
}

async function loadParser(file: URL): Promise<LoadedParser> {
  const { default: definition } = (await import(file.href)) as { default: ParserDefinition };
  const { options } = new OptionsReader(definition.options).read({});
  const context = { name: definition.name, logger: pino({ level: 'silent' }), dataDir: '' };
  return new LoadedParser(definition.name, definition, await definition.create(options, context));
}
