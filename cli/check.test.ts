import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { checkPipeline } from '../config/check-pipeline.js';
import { UserError } from '../pipeline/errors.js';
import { checkCommand } from './check.js';
import { pluginsCommand } from './plugins.js';
import { schemaCommand } from './schema.js';
import { checkFilter } from './support/check-filter.js';
import { INSTALLATION } from './support/installation.js';
import { checkPipelineFile, loadCatalog, loadPipeline, type Surroundings } from './support/load-pipeline.js';
import type { Output } from './support/output.js';

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'check-')));
});

afterEach(() => {
  process.exitCode = undefined;
  rmSync(folder, { recursive: true });
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const PLUGIN = `export default {
  kind: 'transform', name: 'shout', summary: 'Makes messages loud.',
  options: { type: 'object', properties: {
    words: { type: 'array', items: { type: 'string' }, description: 'What to shout.', default: ['error'] },
    wait: { type: 'string', unit: 'duration', default: '1s', minimum: 10, description: 'How long to wait.' },
    at: { type: 'object', properties: { level: { enum: ['WARN', 'ERROR'], description: 'From which level on.' } } },
  }, required: ['words'] },
  example: 'loud: { type: shout, inputs: [parse] }',
  create: () => ({ event: (event) => event }),
};`;

type Register = (program: Command, output: Output, surroundings: Surroundings) => void;

async function run(register: Register, ...words: string[]) {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const output: Output = {
    stdout: { write: (text) => stdout.push(text) },
    stderr: { write: (text) => stderr.push(text) },
  };
  process.exitCode = undefined;
  const program = new Command().exitOverride();
  register(program, output, { folder, variables: {} });
  await program.parseAsync(words, { from: 'user' });
  const code = process.exitCode ?? 0;
  process.exitCode = undefined;
  return { stdout: stdout.join(''), stderr: stderr.join(''), code };
}

describe('laf check', () => {
  it('finds the pipeline that comes along all right', async () => {
    expect(await run(checkCommand, 'check')).toEqual({
      stdout: `${INSTALLATION.defaultPipeline} is all right\n`,
      stderr: '',
      code: 0,
    });
  });

  it('finds pipeline.yaml here, or the file it is given', async () => {
    const good = 'sources: { http: { type: http } }\nsinks: { live: { type: live, inputs: [http] } }\n';
    write('pipeline.yaml', good);
    write('deep/other.yaml', good.replace('[http]', '[htpt]'));
    expect(await run(checkCommand, 'check')).toMatchObject({
      stdout: 'pipeline.yaml is all right\n',
      code: 0,
    });
    expect(await run(checkCommand, 'check', 'deep/other.yaml')).toEqual({
      stdout: 'deep/other.yaml:2:39 sinks.live.inputs[0]: no stage is called "htpt"; did you mean "http"?\n',
      stderr: '1 mistake\n',
      code: 1,
    });
  });

  it('tells the mistakes of environment, plugins and file together', async () => {
    write('.env', 'PORT=many\nTEAM=identity\n');
    write('plugins/broken.mjs', 'throw new Error("no luck");');
    write('plugins/shout.mjs', PLUGIN);
    write(
      'pipeline.yaml',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of pipeline.yaml
      'sources: { http: { type: http } }\ntransforms: { s: { type: shout, inputs: [http], words: ["${TEAM}", 5], when: "(a" } }\nsinks: { live: { type: live, inputs: [s] } }\n',
    );
    const { stdout, stderr, code } = await run(checkCommand, 'check');
    expect(stdout.split('\n')).toEqual([
      'PORT=many must be a port from 0 to 65535',
      'plugins/broken.mjs: cannot be loaded: no luck',
      'pipeline.yaml:2:68 transforms.s.words[1]: must be text, not 5',
      expect.stringMatching(/^pipeline\.yaml:2:8\d transforms\.s\.when: in the filter "\(a": /),
      '',
    ]);
    expect([stderr, code]).toEqual(['4 mistakes\n', 1]);
  });

  it('cannot read a file that is not there', async () => {
    await expect(run(checkCommand, 'check', 'nowhere.yaml')).rejects.toThrow(UserError);
    await expect(run(checkCommand, 'check', 'nowhere.yaml')).rejects.toThrow(
      /cannot read the pipeline file: ENOENT/,
    );
  });
});

describe('loadPipeline', () => {
  it('gives the plan with the plugins behind it', async () => {
    write('plugins/shout.mjs', PLUGIN);
    const { plan, catalog, environment } = await loadPipeline(undefined, {
      folder,
      variables: { PORT: '0' },
    });
    expect(plan.sources.map(({ name }) => name)).toEqual(['http', 'syslog']);
    expect(plan.sinks.map(({ type }) => type)).toEqual(['postgres', 'live']);
    expect(plan.queue.type).toBe('disk');
    expect(plan.sources[0]!.plugin).toHaveProperty('create');
    expect(catalog.names('transform')).toContain('shout');
    expect(environment).toMatchObject({ port: 0, dataDir: join(folder, 'data') });
  });

  it('throws all that is wrong', async () => {
    write('pipeline.yaml', 'sources: {}\nsinks: {}\n');
    await expect(loadPipeline(undefined, { folder, variables: { PORT: 'x' } })).rejects.toThrow(
      /^PORT=x must[^\n]*\npipeline\.yaml:1:1 [^\n]*\npipeline\.yaml:2:1 [^\n]*$/,
    );
  });
});

describe('laf plugins', () => {
  it("lists them by kind, the user's own with their path", async () => {
    write('plugins/shout.mjs', PLUGIN);
    const { stdout, code } = await run(pluginsCommand, 'plugins');
    expect(stdout).toMatch(
      /^sources\n(?: {2}.+\n)+\nqueues\n(?: {2}.+\n)+\nparsers\n(?: {2}.+\n)+\ntransforms\n/,
    );
    expect(stdout).toMatch(/\n {2}shout +Makes messages loud\. {2}\(plugins\/shout\.mjs\)\n/);
    expect(stdout).toMatch(/\n {2}http +\S.*[^)]\n/);
    expect(code).toBe(0);
  });

  it('shows the options of one, also of a file', async () => {
    write('plugins/shout.mjs', PLUGIN);
    const text = (origin: string) => `shout: transform (${origin})
  Makes messages loud.

options
  words: a list of text, default ["error"]
      What to shout.
  wait: a duration, default "1s", at least 10ms
      How long to wait.
  at: a map, optional
  at.level: one of "WARN", "ERROR", optional
      From which level on.

example
  loud: { type: shout, inputs: [parse] }
`;
    expect((await run(pluginsCommand, 'plugins', 'shout')).stdout).toBe(text('plugins/shout.mjs'));
    expect((await run(pluginsCommand, 'plugins', './plugins/shout.mjs')).stdout).toBe(
      text('./plugins/shout.mjs'),
    );
  });

  it('tells a name that none has, and plugins that are wrong', async () => {
    await expect(run(pluginsCommand, 'plugins', 'htpt')).rejects.toThrow(
      new UserError('there is no plugin "htpt"; did you mean "http"?'),
    );
    await expect(run(pluginsCommand, 'plugins', './nowhere.js')).rejects.toThrow(
      /there is no file .*nowhere\.js/,
    );
    write('plugins/broken.mjs', 'export default 5;');
    const { stderr, code } = await run(pluginsCommand, 'plugins');
    expect(stderr).toMatch(/^plugins\/broken\.mjs: a plugin is an object/);
    expect(code).toBe(1);
  });
});

it("laf schema prints the editor's schema, with the user's plugins", async () => {
  write('plugins/shout.mjs', PLUGIN);
  const schema = JSON.parse((await run(schemaCommand, 'schema')).stdout);
  expect(schema.$schema).toBe('http://json-schema.org/draft-07/schema#');
  expect(schema.definitions.transform.properties.type.anyOf).toContainEqual({
    const: 'shout',
    description: 'Makes messages loud.',
  });
});

it('finds what is wrong with options that only their plugin can judge, each at its place', async () => {
  const text = [
    'sources: { http: { type: http } }',
    'transforms:',
    '  cut: { type: regex, inputs: [http], pattern: "(a+)+$" }',
    '  tag: { type: add-fields, inputs: [cut], fields: { id: 3 } }',
    'sinks: { out: { type: stdout, inputs: [tag] } }',
  ].join('\n');
  write('pipeline.yaml', text);
  const { problems } = await checkPipelineFile(undefined, { folder, variables: {} });
  expect(problems).toEqual([
    expect.stringContaining('pipeline.yaml:3:48 transforms.cut.pattern: (a+)+$ can take exponential time'),
    'pipeline.yaml:4:51 transforms.tag.fields: "id" cannot be changed',
  ]);
});

describe('the examples of the built-in plugins', async () => {
  const catalog = await loadCatalog(INSTALLATION.defaultPipeline, tmpdir());
  const plugins = catalog.entries.map(({ definition }) => definition).filter(({ kind }) => kind !== 'parser');

  it.each(plugins.map(({ kind, name, example }) => ({ kind, name, example })))(
    '$kind $name',
    async ({ kind, example }) => {
      const context = {
        file: 'example.yaml',
        plugins: catalog,
        environment: { host: '127.0.0.1', port: 5000 },
        variables: {},
        checkFilter,
      };
      const { problems } = await checkPipeline(around(kind, parse(example)), context);
      expect(problems).toEqual([]);
    },
  );
});

/** A whole pipeline around an example, which is a section, or a stage by its name. */
function around(kind: string, example: Record<string, unknown>): string {
  const section = kind === 'queue' ? 'queue' : `${kind}s`;
  const stages = (example[section] ?? example) as Record<string, { inputs?: string[] }>;
  const pipeline: Record<string, Record<string, unknown>> = {
    sources: {},
    transforms: {},
    sinks: {},
    [section]: stages,
  };
  const names = kind === 'queue' ? [] : Object.keys(stages);
  const read = kind === 'queue' ? [] : Object.values(stages).flatMap(({ inputs = [] }) => inputs);
  for (const input of read) if (!names.includes(input)) pipeline.sources![input] = { type: 'http' };
  if (Object.keys(pipeline.sources!).length === 0) pipeline.sources!.around = { type: 'http' };
  const inputs = [...Object.keys(pipeline.sources!), ...Object.keys(pipeline.transforms!)];
  pipeline.sinks!.rest = { type: 'stdout', inputs };
  return stringify(pipeline);
}
