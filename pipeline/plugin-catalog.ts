import { existsSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { resolve as resolveModule } from 'import-meta-resolve';
import type { PluginKind } from '../config/plan.js';
import type { PluginLookup } from '../config/plugin-lookup.js';
import { messageOf } from './errors.js';
import type { ParserDefinition, PluginDefinition } from './plugin.js';
import { definitionMistakes, type OptionsSchemaCheck } from './plugin-definition.js';
import {
  findPluginFiles,
  importDefault,
  importMistake,
  KIND_FOLDERS,
  offerPluginApi,
} from './plugin-files.js';
import { filesOfPlugin, versionedUrl } from './plugin-version.js';

export interface CatalogOptions {
  /** The folder of the program's own plugins, with a folder for each kind. */
  readonly builtIns: URL;
  /** The module that user plugins get for `logs-and-found/plugin`. */
  readonly api: URL;
  /** The user's folder, that of pipeline.yaml: paths in `type:` start there, and its `plugins/` are loaded. */
  readonly folder: string;
  readonly checkOptions: OptionsSchemaCheck;
}

export interface CatalogEntry {
  readonly definition: PluginDefinition;
  /** Absolute. */
  readonly file: string;
  readonly builtIn: boolean;
}

/** Every plugin there is: the program's own, those in `plugins/`, and those that `type:` names by path or package. */
export class PluginCatalog implements PluginLookup {
  /** What is wrong with files in `plugins/`, one line each. */
  readonly problems: string[] = [];
  /** The user's files that were loaded, or could not be, with all that belongs to them: absolute. */
  readonly files = new Set<string>();
  readonly #entries: CatalogEntry[] = [];
  readonly #options: CatalogOptions;

  private constructor(options: CatalogOptions) {
    this.#options = options;
  }

  /**
   * Loads the program's own plugins and those of the user. What is wrong with a user's file is in `problems`.
   *
   * @throws Error when one of the program's own is wrong: that is a bug.
   */
  static async load(options: CatalogOptions): Promise<PluginCatalog> {
    const catalog = new PluginCatalog(options);
    await catalog.#loadBuiltIns();
    await catalog.#loadFolder(join(options.folder, 'plugins'));
    return catalog;
  }

  get entries(): readonly CatalogEntry[] {
    return this.#entries;
  }

  /** Where the user's plugins are looked for, whether the folders are there or not: absolute. */
  get folders(): string[] {
    const folder = join(this.#options.folder, 'plugins');
    return [folder, ...KIND_FOLDERS.map((kind) => join(folder, kind))];
  }

  get parsers(): ParserDefinition[] {
    return this.#entries
      .map(({ definition }) => definition)
      .filter((definition) => definition.kind === 'parser');
  }

  names(kind: PluginKind): string[] {
    return this.#entries
      .filter(({ definition }) => definition.kind === kind)
      .map(({ definition }) => definition.name);
  }

  async resolve(kind: PluginKind, type: string): Promise<PluginDefinition | { problem: string } | undefined> {
    const entry = this.#entries.find(
      ({ definition }) => definition.kind === kind && definition.name === type,
    );
    if (entry !== undefined) return entry.definition;
    const file = isPath(type) ? this.#fileOf(type) : this.#packageOf(type);
    if (file === undefined || typeof file !== 'string') return file;
    const { definitions, mistakes } = await this.#read(file);
    if (mistakes.length > 0) return { problem: mistakes.map((mistake) => `${type}: ${mistake}`).join('; ') };
    return onlyOne(definitions, kind, type);
  }

  async #loadBuiltIns(): Promise<void> {
    const folder = fileURLToPath(this.#options.builtIns);
    // Compiled they are .js; the tests load the .ts they come from.
    const files = await findPluginFiles(folder, ['.js', '.ts'], false);
    const modules = await Promise.all(files.map((file) => importDefault(pathToFileURL(file).href)));
    modules.forEach((exported, index) => {
      const file = files[index]!;
      // A module that helps a plugin and is none itself has no default export.
      for (const definition of exported === undefined ? [] : asList(exported)) {
        const [mistake] = definitionMistakes(definition, this.#options.checkOptions);
        if (mistake !== undefined) throw new Error(`${file}: ${mistake}`);
        this.#add({ definition: definition as PluginDefinition, file, builtIn: true });
      }
    });
    // Two of the program's own with one name are a bug, not a mistake of the user's.
    if (this.problems.length > 0) throw new Error(this.problems.join('\n'));
  }

  async #loadFolder(folder: string): Promise<void> {
    const known = new Set(this.#entries.map(({ file }) => file));
    for (const file of await findPluginFiles(folder, ['.js', '.mjs'], true)) {
      if (known.has(file)) continue;
      const { definitions, mistakes } = await this.#read(file);
      this.problems.push(...mistakes.map((mistake) => `${this.shown(file)}: ${mistake}`));
      for (const definition of definitions) this.#add({ definition, file, builtIn: false });
    }
  }

  #add(entry: CatalogEntry): void {
    const { kind, name } = entry.definition;
    const twin = this.#entries.find(({ definition }) => definition.kind === kind && definition.name === name);
    if (twin === undefined) {
      this.#entries.push(entry);
      return;
    }
    const other = twin.builtIn ? `a ${kind} of Logs & Found` : this.shown(twin.file);
    this.problems.push(
      `${this.shown(entry.file)}: name: "${name}" is already the name of ${other}; give it another`,
    );
  }

  /** A file as the user would write it: from the folder of pipeline.yaml on. */
  shown(file: string): string {
    const path = relative(this.#options.folder, file);
    return path.startsWith('..') || isAbsolute(path) ? file : path;
  }

  async #read(file: string): Promise<{ definitions: PluginDefinition[]; mistakes: string[] }> {
    offerPluginApi(this.#options.api);
    for (const part of filesOfPlugin(file)) this.files.add(part);
    let exported: unknown;
    try {
      exported = await importDefault(versionedUrl(file));
    } catch (error) {
      return { definitions: [], mistakes: [importMistake(file, error)] };
    }
    if (exported === undefined) {
      const advice = 'export default the definition of a plugin, or move what is none into another folder';
      return { definitions: [], mistakes: [`has no default export; ${advice}`] };
    }
    const values = asList(exported);
    const mistakes = values.flatMap((value, index) =>
      definitionMistakes(value, this.#options.checkOptions).map((mistake) =>
        values.length > 1 ? `plugin ${index + 1}: ${mistake}` : mistake,
      ),
    );
    const definitions = mistakes.length === 0 ? (values as PluginDefinition[]) : [];
    return { definitions, mistakes };
  }

  #fileOf(type: string): string | { problem: string } {
    try {
      const file = type.startsWith('file:') ? fileURLToPath(type) : resolve(this.#options.folder, type);
      return existsSync(file) ? file : { problem: `there is no file ${file}` };
    } catch (error) {
      return { problem: `${type} names no file: ${messageOf(error)}` };
    }
  }

  #packageOf(type: string): string | { problem: string } | undefined {
    try {
      const url = resolveModule(type, pathToFileURL(join(this.#options.folder, 'pipeline.yaml')).href);
      // Node's own modules have names, too.
      return url.startsWith('file:') ? fileURLToPath(url) : undefined;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ERR_MODULE_NOT_FOUND' || code === 'ERR_INVALID_MODULE_SPECIFIER') return undefined;
      return { problem: `the package ${type} cannot be used: ${messageOf(error)}` };
    }
  }
}

function isPath(type: string): boolean {
  return /^(?:\.{1,2}[\\/]|file:)/.test(type) || isAbsolute(type);
}

function asList(exported: unknown): unknown[] {
  return Array.isArray(exported) ? exported : [exported];
}

function onlyOne(
  definitions: readonly PluginDefinition[],
  kind: PluginKind,
  type: string,
): PluginDefinition | { problem: string } {
  const fitting = definitions.filter((definition) => definition.kind === kind);
  if (fitting.length === 1) return fitting[0]!;
  const found = definitions.map((definition) => `the ${definition.kind} "${definition.name}"`).join(', ');
  const advice = fitting.length > 1 ? ': put it into plugins/ and name the one you mean' : '';
  return {
    problem: `${type} has ${fitting.length === 0 ? 'no' : 'more than one'} ${kind}; it has ${found}${advice}`,
  };
}
