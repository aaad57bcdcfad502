import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/*
 * docs/plugins.md is followed as a newcomer would: its files into a folder, its commands with the compiled program,
 * which `npm test` builds first.
 */
const REPOSITORY = join(import.meta.dirname, '..');
const EXAMPLES = join(REPOSITORY, 'docs/examples');
const page = readFileSync(join(REPOSITORY, 'docs/plugins.md'), 'utf8');

function blocks(language: string): string[] {
  return [...page.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map(([, text]) => text!);
}

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'documented-'));
  cpSync(EXAMPLES, join(folder, 'plugins'), { recursive: true });
  writeFileSync(join(folder, 'pipeline.yaml'), blocks('yaml')[0]!);
});

afterAll(() => rmSync(folder, { recursive: true }));

async function laf(...words: string[]): Promise<string> {
  const program = join(REPOSITORY, 'dist/cli/main.js');
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...words], { cwd: folder });
  return stdout;
}

/** What `script` prints as JSON, with the definitions of all examples in `plugins`, by name. */
async function inNode(script: string): Promise<unknown> {
  const dist = join(REPOSITORY, 'dist');
  const code = `
    import { loadCatalog } from '${dist}/cli/support/load-pipeline.js';
    import { LogEvent } from '${dist}/pipeline/event.js';
    import { ChunkContext } from '${dist}/pipeline/chunk.js';
    const catalog = await loadCatalog('${folder}/pipeline.yaml', '${folder}');
    const plugins = Object.fromEntries(catalog.entries.map(({ definition }) => [definition.name, definition]));
    const header = { id: '', source: 'http', transport: 'http', receivedAtMicros: 0, framing: 'lines', count: 1, firstId: '7', peers: [] };
    const eventOf = (raw) => new LogEvent(raw, new ChunkContext(header, raw.length, () => raw), 0, false);
    const context = { name: 'stage', logger: console, dataDir: '${folder}' };
    ${script}`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code]);
  return JSON.parse(stdout);
}

describe('docs/plugins.md', () => {
  it('shows the files of docs/examples as they are, one of each kind', () => {
    const files = readdirSync(EXAMPLES).map((name) => readFileSync(join(EXAMPLES, name), 'utf8'));
    expect(blocks('js').sort()).toEqual(files.sort());
    const kinds = files.map((text) => /kind: '(\w+)'/.exec(text)![1]);
    expect(kinds.sort()).toEqual(['parser', 'queue', 'sink', 'source', 'transform']);
  });

  it('has a pipeline that checks, with every example listed', async () => {
    expect(await laf('check')).toBe('pipeline.yaml is all right\n');
    const list = await laf('plugins');
    for (const name of readdirSync(EXAMPLES)) expect(list).toContain(`(plugins/${name})`);
    expect(await laf('plugins', 'redact')).toContain('fields: a list of text, default ["password","token"]');
  });

  it('has plugins that are not loaded by default', async () => {
    expect(readdirSync(join(REPOSITORY, 'plugins')).filter((name) => name.endsWith('.js'))).toEqual([]);
  });
});

describe('the examples work:', () => {
  it('redact', async () => {
    const script = `
      const { event } = plugins.redact.create({ fields: ['Password'], replacement: '***' });
      const given = eventOf('x');
      given.metadata = { password: 'secret', user: { PASSWORD: 1, name: 'ann' } };
      console.log(event(given).metadataText());`;
    expect(await inNode(script)).toEqual({ password: '***', user: { PASSWORD: '***', name: 'ann' } });
  });

  it('semicolons', async () => {
    const script = `
      const { parse } = plugins.semicolons.create({});
      const event = eventOf(plugins.semicolons.sample);
      const verdicts = [parse(event.raw, event), parse('no', eventOf('no')), parse('1;a;b;c', eventOf('1;a;b;c'))];
      console.log(JSON.stringify({ verdicts, event: JSON.parse(event.toJsonText()) }));`;
    expect(await inNode(script)).toMatchObject({
      verdicts: [-1, 0, 0],
      event: {
        timestamp: '2025-11-11T10:20:30.000000Z',
        level: 'WARN',
        application: 'billing',
        message: 'card declined',
        format: 'semicolons',
      },
    });
  });

  it('heartbeat', async () => {
    const script = `
      const blocks = [];
      const intake = { append: async ({ body, count }) => blocks.push([body.toString(), count]), dropped() {} };
      const source = plugins.heartbeat.create({ every: 10 }, { ...context, intake });
      await source.start();
      while (blocks.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
      await source.stop();
      console.log(JSON.stringify(blocks[1]));`;
    expect(await inNode(script)).toEqual(['{"level":"INFO","application":"stage","message":"alive"}\n', 1]);
  });

  it('webhook', async () => {
    const script = `
      import { createServer } from 'node:http';
      const bodies = [];
      const server = createServer(async (request, response) => {
        bodies.push((await request.toArray()).join(''));
        response.writeHead(Number(request.url.slice(1))).end();
      });
      await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address();
      const post = (status) => plugins.webhook
        .create({ url: 'http://127.0.0.1:' + port + '/' + status, timeout: 5000 })
        .write({ events: [eventOf('one'), eventOf('two')] })
        .then(() => 'done', (error) => error.name);
      const outcomes = [await post(200), await post(400), await post(503)];
      server.close();
      server.closeAllConnections();
      outcomes.push(await post(200));
      console.log(JSON.stringify({ outcomes, messages: bodies[0].trim().split('\\n').map((line) => JSON.parse(line).message) }));`;
    expect(await inNode(script)).toEqual({
      outcomes: ['done', 'PermanentError', 'RetryableError', 'RetryableError'],
      messages: ['one', 'two'],
    });
  });

  it('array-queue', async () => {
    const script = `
      const queue = plugins.array.create({ max_chunks: 2 });
      await queue.append([Buffer.from('a'), Buffer.from('b')]);
      const full = await queue.append([Buffer.from('c')]).catch((error) => error.name);
      const one = queue.consumer('one');
      const first = await one.read(1, 0);
      await one.close();
      const two = queue.consumer('two');
      const again = await two.read(5, 0);
      await two.acknowledge(again.map(({ token }) => token));
      const seen = [...first, ...again].map(({ bytes, attempts }) => bytes.toString() + attempts);
      console.log(JSON.stringify({ full, seen, depth: (await queue.status()).depth, none: await two.read(1, 10) }));`;
    expect(await inNode(script)).toEqual({
      full: 'QueueFullError',
      seen: ['a1', 'a2', 'b1'],
      depth: 0,
      none: [],
    });
  });
});
