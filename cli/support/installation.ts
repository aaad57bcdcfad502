import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where the program's modules begin: `dist/`, or the sources under test. */
const code = new URL('../../', import.meta.url);
const root = existsSync(new URL('package.json', code)) ? code : new URL('../', code);

/** The parts of the installed program that are found by their place. */
export const INSTALLATION = {
  /** Its own plugins, a folder for each kind. */
  builtIns: new URL('plugins/', code),
  /** What user plugins import as `logs-and-found/plugin`. */
  pluginApi: new URL(import.meta.url.endsWith('.ts') ? 'pipeline/plugin.ts' : 'pipeline/plugin.js', code),
  /** The pipeline of those who have none of their own. */
  defaultPipeline: fileURLToPath(new URL('pipeline.yaml', root)),
} as const;
