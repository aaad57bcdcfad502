import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
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

/** What main.ts imports once it has asked for the logs. */
const PAGE = 'page';

/** Has the browser fetch and read the page meanwhile; what hears keys is there when the document is. */
function pageScript(): Plugin {
  return {
    name: 'page-script',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const page = Object.values(bundle ?? {}).find((file) => file.type === 'chunk' && file.name === PAGE);
        if (page === undefined) throw new Error(`the build has no chunk "${PAGE}"`);
        const attrs = { type: 'module', crossorigin: true, src: `/${page.fileName}` };
        return [{ tag: 'script', attrs, injectTo: 'head' }];
      },
    },
  };
}

/** Beside each text one of its own for browsers that can unpack it, made once and not for every visitor. */
function packed(): Plugin {
  return {
    name: 'packed',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const file of Object.values(bundle)) {
          const text = Buffer.from(file.type === 'chunk' ? file.code : file.source);
          this.emitFile({ type: 'asset', fileName: `${file.fileName}.br`, source: brotliCompressSync(text) });
          this.emitFile({ type: 'asset', fileName: `${file.fileName}.gz`, source: gzipSync(text) });
        }
      },
    },
  };
}

export default defineConfig({
  root: join(import.meta.dirname, 'src'),
  plugins: [peggyGrammar(), pageScript(), packed()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: join(REPOSITORY, 'dist', 'server', 'dashboard', 'public'),
    emptyOutDir: true,
    // Inlined as data: URLs, they would need a wider content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What shows the logs is two files, with all that they import; the parts that come later have one each.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'first', test: /\/src\/main\.ts$/, priority: 1 },
            { name: PAGE, test: /\/shell\/page\.tsx$/ },
          ],
        },
      },
    },
    target: ['chrome123', 'firefox121', 'safari17.5'],
  },
});
