import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import peggy from 'peggy';
import { defineConfig, type Plugin } from 'vite';

const REPOSITORY = join(import.meta.dirname, '..', '..');

/** Makes the filter language's parser from its grammar at build time: a page may not evaluate code. */
function peggyGrammar(): Plugin {
  return {
    name: 'peggy-grammar',
    load(id) {
      if (!id.endsWith('.peggy')) return undefined;
      return peggy.generate(readFileSync(id, 'utf8'), { output: 'source', format: 'es', cache: true });
    },
  };
}

export default defineConfig({
  root: join(import.meta.dirname, 'src'),
  plugins: [peggyGrammar()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: join(REPOSITORY, 'dist', 'server', 'dashboard', 'public'),
    emptyOutDir: true,
    // Inlined as data: URLs, they would need a wider content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: ['chrome123', 'firefox121', 'safari17.5'],
  },
});
