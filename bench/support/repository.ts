import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder with package.json, from the sources as from dist/. */
export const REPOSITORY = findRepository(import.meta.dirname);

function findRepository(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('no package.json above the benchmarks');
  return findRepository(parent);
}
