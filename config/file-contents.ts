import { createHash, type Hash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A digest of what stands in files, and in the files of folders, by which a change of them is told. A file that cannot
 * be read has a digest as well: that it cannot.
 */
export function digestOfFiles(paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of paths) addPath(hash, path);
  return hash.digest('hex');
}

function addPath(hash: Hash, path: string): void {
  try {
    if (statSync(path).isDirectory()) {
      hash.update(`${path}\0`);
      for (const entry of readdirSync(path, { withFileTypes: true }).sort(byName))
        if (entry.isFile()) addFile(hash, join(path, entry.name));
    } else {
      addFile(hash, path);
    }
  } catch (error) {
    hash.update(`${path}\0${(error as NodeJS.ErrnoException).code}\0`);
  }
}

function addFile(hash: Hash, path: string): void {
  const bytes = readFileSync(path);
  hash.update(`${path}\0${bytes.length}\0`).update(bytes);
}

function byName(one: { name: string }, other: { name: string }): number {
  return one.name < other.name ? -1 : 1;
}
