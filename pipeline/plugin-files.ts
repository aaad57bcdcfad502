import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { register } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { messageOf } from './errors.js';

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
export async function importMistake(file: string, error: unknown): Promise<string> {
  const line = error instanceof SyntaxError ? await lineOfSyntaxError(file) : undefined;
  return `cannot be loaded: ${messageOf(error)}${line === undefined ? '' : ` (line ${line})`}`;
}

/** Node tells the line only to whom the error kills; so it is asked once more, in a process of its own. */
async function lineOfSyntaxError(file: string): Promise<string | undefined> {
  try {
    await promisify(execFile)(process.execPath, ['--check', file]);
    return undefined;
  } catch (error) {
    return /^.*:(\d+)$/m.exec((error as { stderr?: string }).stderr ?? '')?.[1];
  }
}

const API_SPECIFIER = 'logs-and-found/plugin';

const HOOK = `
let api;
export function initialize(url) { api = url; }
export function resolve(specifier, context, next) {
  return specifier === '${API_SPECIFIER}' ? { url: api, shortCircuit: true } : next(specifier, context);
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
