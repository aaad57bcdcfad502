import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Ends the names of files that are not finished. */
export const DRAFT = '.new';

/** Puts `data` in the place of a file as a whole: after a crash or a power cut there is the old one or the new one. */
export async function replaceFile(path: string, data: string | Buffer): Promise<void> {
  const draft = `${path}${DRAFT}`;
  const handle = await open(draft, 'w');
  try {
    await handle.writeFile(data);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, path);
  await syncFolder(dirname(path));
}

/** Makes new names in a folder survive a power cut. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
