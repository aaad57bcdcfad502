import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { register } from 'node:module';
import { join } from 'node:path';
import { messageOf } from './errors.js';
import { VERSION } from './plugin-version.js';

/** The folders that plugin files lie in, by kind. */
export const KIND_FOLDERS = ['sources', 'queues', 'parsers', 'transforms', 'sinks'] as const;

/**
 * The plugin files of a folder, absolute and sorted: those in its kind folders and, with `top`, those at its top.
 * Tests and type declarations are left out; a folder that is not there has none.
 */
export async function findPluginFiles(
  folder: string,
  extensions: readonly string[],
  top: boolean,
): Promise<string[]> {
  const folders = [...(top ? [folder] : []), ...KIND_FOLDERS.map((kind) => join(folder, kind))];
  const files = await Promise.all(folders.map((path) => filesOf(path)));
  return files
    .flat()
    .filter((file) => extensions.some((extension) => file.endsWith(extension)))
    .filter((file) => !/\.(?:test|d)\.[a-z]+$/.test(file))
    .sort();
}

async function filesOf(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map((entry) => join(folder, entry.name));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}

/** What a module has for its default export; undefined when it has none. */
export async function importDefault(url: string): Promise<unknown> {
  const module = (await import(url)) as { default?: unknown };
  return module.default;
}

/** Why a module could not be imported, with the line where that is a matter of syntax. */
export function importMistake(file: string, error: unknown): string {
  const line = error instanceof SyntaxError ? lineOfSyntaxError(file, error.message) : undefined;
  return `cannot be loaded: ${messageOf(error)}${line === undefined ? '' : ` (line ${line})`}`;
}

/**
 * Node tells the line of a syntax error only on the terminal, so it is asked once more, in a process of its own. From
 * standard input, as it takes a .js file that it is only to check for CommonJS, whatever stands in it.
 */
function lineOfSyntaxError(file: string, message: string): string | undefined {
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '--check', '-'], {
    input: readFileSync(file),
    encoding: 'utf8',
  });
  return stderr.includes(message) ? /^\[stdin\]:(\d+)$/m.exec(stderr)?.[1] : undefined;
}

const API_SPECIFIER = 'logs-and-found/plugin';

const HOOK = `
let api;
export function initialize(url) { api = url; }
export async function resolve(specifier, context, next) {
  if (specifier === '${API_SPECIFIER}') return { url: api, shortCircuit: true };
  const resolved = await next(specifier, context);
  const version = /\\?${VERSION}=\\w+$/.exec(context.parentURL ?? '')?.[0];
  const own = version !== undefined && /^\\.{1,2}\\//.test(specifier) && resolved.url.startsWith('file:');
  return own && !resolved.url.includes('?') ? { ...resolved, url: resolved.url + version } : resolved;
}`;

let offered = false;

/**
 * Lets modules anywhere on the disk import `logs-and-found/plugin`, and get the very module this process runs on. The
 * first call decides; a process has one such module.
 */
export function offerPluginApi(api: URL): void {
  if (offered) return;
  offered = true;
  register(`data:text/javascript,${encodeURIComponent(HOOK)}`, {
    parentURL: import.meta.url,
    data: api.href,
  });
}
