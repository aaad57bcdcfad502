// Copies what tsc leaves behind (SQL, the grammar, pages) to the same place under dist/.
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const ASSET = /\.(sql|peggy|html|css|svg)$/;

for (const room of ['config', 'pipeline', 'plugins', 'server', 'cli']) {
  for (const entry of readdirSync(room, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !ASSET.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    cpSync(path, join('dist', path));
  }
}
