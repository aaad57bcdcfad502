// Copies what tsc leaves behind (SQL, the grammar, all of a page's public folder) to the same place under dist/.
import { cpSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

const ASSET = /\.(sql|peggy)$/;

for (const room of ['config', 'pipeline', 'plugins', 'server', 'cli']) {
  for (const entry of readdirSync(room, { recursive: true, withFileTypes: true })) {
    const asset = ASSET.test(entry.name) || basename(entry.parentPath) === 'public';
    if (!entry.isFile() || !asset) continue;
    const path = join(entry.parentPath, entry.name);
    cpSync(path, join('dist', path));
  }
}
