import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { optionsSchemaMistakes } from '../config/options-reader.js';
import { PluginCatalog } from './plugin-catalog.js';

let root: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'catalog-')));
  write('built-ins/transforms/add.js', plugin('transform', 'add'));
});

afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, text: string): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** A module in plain JavaScript with one definition. */
function plugin(kind: string, name: string, more = ''): string {
  return `export default ${definition(kind, name, more)};\n`;
}

function definition(kind: string, name: string, more = ''): string {
  return `{
    kind: '${kind}', name: '${name}', summary: 'Does something.', example: '${name}: { type: ${name} }',
    options: { type: 'object', properties: { word: { type: 'string' } } },
    create: () => ({}), ${more} }`;
}

function load(): Promise<PluginCatalog> {
  return PluginCatalog.load({
    builtIns: pathToFileURL(`${join(root, 'built-ins')}/`),
    api: pathToFileURL(join(root, 'api.mjs')),
    folder: join(root, 'user'),
    checkOptions: optionsSchemaMistakes,
  });
}

function namesOf(catalog: PluginCatalog): string[] {
  return catalog.entries.map(
    ({ definition, builtIn }) => `${definition.kind} ${definition.name}${builtIn ? '' : ' *'}`,
  );
}

describe('the catalog', () => {
  it('has the plugins of the program, one or several a module, and leaves out what is none', async () => {
    write(
      'built-ins/sinks/two.js',
      `export default [${definition('sink', 'one')}, ${definition('sink', 'two')}];`,
    );
    write('built-ins/sinks/helper.js', 'export const help = 1;');
    write('built-ins/sinks/two.test.js', 'throw new Error("a test");');
    write('built-ins/sinks/two.d.ts', 'export default nothing;');
    write('built-ins/sinks/deeper/three.js', plugin('sink', 'three'));
    write('built-ins/other/four.js', plugin('sink', 'four'));
    const catalog = await load();
    expect(namesOf(catalog)).toEqual(['sink one', 'sink two', 'transform add']);
    expect(catalog.names('sink')).toEqual(['one', 'two']);
    expect(catalog.problems).toEqual([]);
  });

  it("has the user's plugins at the top of plugins/ and in its kind folders, .js and .mjs alone", async () => {
    write('user/plugins/redact.js', plugin('transform', 'redact'));
    write('user/plugins/sinks/mail.mjs', plugin('sink', 'mail'));
    write('user/plugins/typed.ts', plugin('sink', 'typed'));
    write('user/plugins/redact.test.js', 'throw new Error("a test");');
    write('user/plugins/lib/helper.js', 'throw new Error("a helper");');
    const catalog = await load();
    expect(namesOf(catalog)).toEqual(['transform add', 'transform redact *', 'sink mail *']);
    expect(catalog.entries.map(({ file }) => catalog.shown(file)).slice(1)).toEqual([
      'plugins/redact.js',
      'plugins/sinks/mail.mjs',
    ]);
  });

  it('takes CommonJS, too', async () => {
    write('user/plugins/old.cjs', 'module.exports = 1;');
    write('user/plugins/common.js', `module.exports = ${definition('sink', 'common')};`);
    expect(namesOf(await load())).toEqual(['transform add', 'sink common *']);
  });

  it('cannot be loaded with a plugin of the program that is wrong', async () => {
    write('built-ins/sinks/wrong.js', plugin('sink', 'Wrong'));
    await expect(load()).rejects.toThrow(/wrong\.js: name: must be lower-case words joined by hyphens/);
  });
});

describe('a file of the user that is wrong is told', () => {
  it.each([
    ['export const a = 1;', /^plugins\/x\.mjs: has no default export; export default/],
    ['export default 5;', /^plugins\/x\.mjs: a plugin is an object with kind, name, .*, not 5$/],
    ['throw new Error("no luck");', /^plugins\/x\.mjs: cannot be loaded: no luck$/],
    [
      'import "not-there-at-all";',
      /^plugins\/x\.mjs: cannot be loaded: Cannot find package 'not-there-at-all'/,
    ],
    [
      plugin('sinks', 'x'),
      /^plugins\/x\.mjs: kind: must be one of source, queue, parser, transform, sink, not "sinks"$/,
    ],
    [
      plugin('sink', 'x_y'),
      /^plugins\/x\.mjs: name: must be lower-case words joined by hyphens, .*, not "x_y"$/,
    ],
    [plugin('sink', 'x', "summary: ''"), /^plugins\/x\.mjs: summary: must be text, not ""$/],
    [plugin('sink', 'x', 'example: undefined'), /^plugins\/x\.mjs: example: must be text, not undefined$/],
    [plugin('sink', 'x', 'create: 1'), /^plugins\/x\.mjs: create: must be a function, not 1$/],
    [
      plugin('sink', 'x', 'options: undefined'),
      /^plugins\/x\.mjs: options: must be the JSON Schema of an object, not undefined$/,
    ],
    [
      plugin('sink', 'x', 'options: { type: "string" }'),
      /^plugins\/x\.mjs: options: must be the schema of an object/,
    ],
    [
      plugin('sink', 'x', 'options: { type: "object", propertys: {} }'),
      /^plugins\/x\.mjs: options: strict mode: unknown keyword: "propertys"$/,
    ],
    [
      plugin('sink', 'x', 'options: { type: "object", properties: { batch: {} } }'),
      /^plugins\/x\.mjs: options: "batch" means the same with every sink; give the option another name$/,
    ],
    [
      plugin('parser', 'x', 'specificity: 101, sample: "a"'),
      /^plugins\/x\.mjs: specificity: must be a number from 0 to 100, not 101$/,
    ],
    [plugin('parser', 'x', 'specificity: 1'), /^plugins\/x\.mjs: sample: must be text, not undefined$/],
    [plugin('parser', 'x', 'specificity: 1, sample: "a", leads: 5'), /^plugins\/x\.mjs: leads: must be text/],
    [`export default [${definition('sink', 'a')}, 5];`, /^plugins\/x\.mjs: plugin 2: a plugin is an object/],
    [
      plugin('transform', 'add'),
      /^plugins\/x\.mjs: name: "add" is already the name of a transform of Logs & Found;/,
    ],
  ])('%s', async (text, problem) => {
    write('user/plugins/x.mjs', text);
    const catalog = await load();
    expect(catalog.problems).toEqual([expect.stringMatching(problem)]);
    expect(namesOf(catalog)).toEqual(['transform add']);
  });

  it('with every field at once', async () => {
    write('user/plugins/x.mjs', 'export default { kind: "parser" };');
    const { problems } = await load();
    expect(problems.map((problem) => problem.split(': ')[1])).toEqual([
      'name',
      'summary',
      'example',
      'sample',
      'options',
      'create',
      'specificity',
    ]);
  });

  it('where two have one name', async () => {
    write('user/plugins/a.mjs', plugin('sink', 'mail'));
    write('user/plugins/b.mjs', plugin('sink', 'mail'));
    write('user/plugins/c.mjs', plugin('source', 'mail'));
    expect((await load()).problems).toEqual([
      'plugins/b.mjs: name: "mail" is already the name of plugins/a.mjs; give it another',
    ]);
  });
});

describe('resolve', () => {
  const resolve = async (kind: 'sink' | 'transform', type: string) => {
    const found = await (await load()).resolve(kind, type);
    return found !== undefined && 'name' in found ? found.name : found;
  };

  it('finds plugins by name, of their kind alone', async () => {
    expect(await resolve('transform', 'add')).toBe('add');
    expect(await resolve('sink', 'add')).toBeUndefined();
  });

  it('finds a file by its path from the pipeline file on', async () => {
    write('user/my-plugin.mjs', plugin('sink', 'mine'));
    write('beside/other.mjs', plugin('sink', 'other'));
    expect(await resolve('sink', './my-plugin.mjs')).toBe('mine');
    expect(await resolve('sink', '../beside/other.mjs')).toBe('other');
    expect(await resolve('sink', join(root, 'beside/other.mjs'))).toBe('other');
  });

  it('finds a package in node_modules above the pipeline file', async () => {
    write(
      'node_modules/my-package/package.json',
      '{ "name": "my-package", "exports": { "import": "./main.mjs" } }',
    );
    write('node_modules/my-package/main.mjs', plugin('sink', 'packed'));
    write('node_modules/@me/sub/package.json', '{ "name": "@me/sub", "main": "index.js", "type": "module" }');
    write('node_modules/@me/sub/index.js', plugin('transform', 'scoped'));
    expect(await resolve('sink', 'my-package')).toBe('packed');
    expect(await resolve('transform', '@me/sub')).toBe('scoped');
    expect(await resolve('transform', 'not-there')).toBeUndefined();
    expect(await resolve('transform', 'stream')).toBeUndefined();
  });

  it('tells what is wrong', async () => {
    write('user/none.mjs', plugin('transform', 'none'));
    write('user/two.mjs', `export default [${definition('sink', 'a')}, ${definition('sink', 'b')}];`);
    write('user/bad.mjs', plugin('sink', 'Bad', 'create: 1'));
    write('node_modules/closed/package.json', '{ "name": "closed", "exports": { "./x": "./x.js" } }');
    expect(await resolve('sink', './not-there.mjs')).toEqual({
      problem: `there is no file ${join(root, 'user/not-there.mjs')}`,
    });
    expect(await resolve('sink', './none.mjs')).toEqual({
      problem: './none.mjs has no sink; it has the transform "none"',
    });
    expect(await resolve('sink', './two.mjs')).toEqual({
      problem:
        './two.mjs has more than one sink; it has the sink "a", the sink "b": put it into plugins/ and name the one you mean',
    });
    expect(await resolve('sink', './bad.mjs')).toEqual({
      problem:
        './bad.mjs: name: must be lower-case words joined by hyphens, like "add-fields", not "Bad"; ./bad.mjs: create: must be a function, not 1',
    });
    expect(await resolve('sink', 'closed')).toEqual({
      problem: expect.stringContaining('the package closed cannot be used: No "exports" main defined'),
    });
  });

  it('never rejects', async () => {
    const catalog = await load();
    const type = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .tuple(
          fc.constantFrom('./', '../', '/', 'file:', '@', '#', 'a/', '%2f', 'node:', 'data:'),
          fc.string(),
        )
        .map((parts) => parts.join('')),
    );
    await fc.assert(
      fc.asyncProperty(type, async (text) => {
        const found = await catalog.resolve('sink', text);
        expect(found === undefined || 'problem' in found).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

/*
 * Vitest loads modules its own way, and nothing can be hooked into that. So these ask the compiled program, which
 * `npm test` builds first.
 */
describe('outside the tests, in Node itself', () => {
  const compiled = new URL('../dist/pipeline/', import.meta.url);

  async function loadInNode(
    more = '',
  ): Promise<{ names: string[]; problems: string[]; stderr: string; later?: unknown }> {
    const script = `
      import { PluginCatalog } from '${new URL('plugin-catalog.js', compiled)}';
      const load = () => PluginCatalog.load({
        builtIns: new URL('${pathToFileURL(`${join(root, 'built-ins')}/`)}'),
        api: new URL('${new URL('plugin.js', compiled)}'),
        folder: ${JSON.stringify(join(root, 'user'))},
        checkOptions: () => [],
      });
      const catalog = await load();
      const names = catalog.entries.map(({ definition }) => definition.name);
      let later;
      ${more}
      console.log(JSON.stringify({ names, problems: catalog.problems, later }));`;
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
    const { stdout, stderr } = await run;
    return { ...JSON.parse(stdout), stderr };
  }

  it('plugins anywhere get what they import from logs-and-found/plugin, and no warning', async () => {
    write(
      'user/plugins/imports.js',
      `import { defineTransform, Duration, Type } from 'logs-and-found/plugin';
       const options = Type.Object({ wait: Duration({ description: 'How long.', default: '1s' }) });
       export default defineTransform({ ...${definition('transform', 'imports')}, options });`,
    );
    expect(await loadInNode()).toEqual({ names: ['add', 'imports'], problems: [], stderr: '' });
  });

  it.each(['js', 'mjs'])('a syntax error in .%s is told with its line', async (extension) => {
    write(`user/plugins/x.${extension}`, 'export default {\n  a: 1,,\n};');
    expect((await loadInNode()).problems).toEqual([
      `plugins/x.${extension}: cannot be loaded: Unexpected token ',' (line 2)`,
    ]);
  });

  it('an import that is not there is told as it is', async () => {
    write('user/plugins/x.js', "import { nothing } from 'logs-and-found/plugin';\nexport default nothing;");
    expect((await loadInNode()).problems).toEqual([
      "plugins/x.js: cannot be loaded: The requested module 'logs-and-found/plugin' does not provide an export named 'nothing'",
    ]);
  });

  it.each([
    ['itself', 'user/plugins/own.js', () => plugin('transform', 'own', `word: 'new'`)],
    ['a module that its modules import', 'user/lib/inner.js', () => `export const word = 'new';`],
    ['CommonJS that it imports', 'user/lib/old.cjs', () => `exports.common = 'new';`],
  ])('a plugin is loaded anew when %s has changed, and only then', async (_what, file, text) => {
    write('user/lib/inner.js', `export const word = 'old';`);
    write('user/lib/old.cjs', `exports.common = 'old';`);
    write('user/lib/outer.mjs', `export { word } from './inner.js';\nexport { common } from './old.cjs';`);
    write(
      'user/plugins/own.js',
      `import { word, common } from '../lib/outer.mjs';\n${plugin('transform', 'own', 'word: [word, common]')}`,
    );
    write('user/plugins/other.js', plugin('transform', 'other'));
    const { later } = await loadInNode(`
      const { writeFileSync } = await import('node:fs');
      const find = (catalog, name) => catalog.entries.find(({ definition }) => definition.name === name).definition;
      const [before, other] = [find(catalog, 'own'), find(catalog, 'other')];
      const unchanged = find(await load(), 'own') === before;
      writeFileSync(${JSON.stringify(join(root, file))}, ${JSON.stringify(text())});
      const after = await load();
      later = { unchanged, word: String(find(after, 'own').word), other: find(after, 'other') === other };`);
    expect(later).toEqual({ unchanged: true, word: expect.stringContaining('new'), other: true });
  });
});
