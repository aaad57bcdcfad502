import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/*
 * Node keeps a module for as long as the process lives, so a plugin's file that has changed is imported by another URL:
 * with a version, which follows from the contents of the file and of all that belongs to it. The same contents are the
 * same module, and with it the same definition, however often they are loaded.
 */

/** The name of the version in the URL of a user's module; the modules it imports by relative paths inherit it. */
export const VERSION = 'laf-version';

/** More than any plugin is made of; a file that size is no source. */
const MOST_BYTES = 4 * 1024 * 1024;
const RELATIVE = /(['"`])(\.{1,2}\/[^'"`\n]+)\1/g;

const require = createRequire(import.meta.url);

/**
 * The file of a plugin and all files that it names by a relative path in quotes, and so on: the modules it imports and
 * the tables it reads. What is taken for such a path by mistake costs a reload at most.
 */
export function filesOfPlugin(file: string): string[] {
  const found = new Set([file]);
  // A loop over a set comes to what is added on the way, too.
  for (const known of found) for (const named of namedIn(known)) found.add(named);
  return [...found];
}

/** The URL to import the present version of a plugin by. */
export function versionedUrl(file: string): string {
  const hash = createHash('sha256');
  for (const part of filesOfPlugin(file)) {
    hash.update(`${part}\0`).update(contentOf(part));
    // CommonJS modules are kept by their path, whatever the URL says.
    delete require.cache[part];
  }
  return `${pathToFileURL(file).href}?${VERSION}=${hash.digest('hex').slice(0, 16)}`;
}

function namedIn(file: string): string[] {
  if (!/\.[cm]?js$/.test(file)) return [];
  const paths = [...contentOf(file).toString('utf8').matchAll(RELATIVE)].map(([, , path]) => path!);
  return paths.map((path) => resolve(dirname(file), path)).filter(isSource);
}

function isSource(file: string): boolean {
  if (!existsSync(file)) return false;
  const status = statSync(file);
  return status.isFile() && status.size <= MOST_BYTES;
}

function contentOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    // What cannot be read is told by the import.
    return Buffer.alloc(0);
  }
}
