import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseAst } from 'vitest/node';

/** The house's rule of who may import whom: cli → server → pipeline ← plugins, and config's types for everyone. */

const REPOSITORY = join(import.meta.dirname, '..');

/** The rooms that each room may import from. What is not listed here (bench, test, scripts) may import all. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  config: ['config'],
  pipeline: ['pipeline'],
  plugins: ['plugins', 'pipeline'],
  server: ['server', 'pipeline'],
  cli: ['cli', 'server', 'plugins', 'pipeline', 'config'],
};
const ROOMS = Object.keys(MAY_IMPORT);

/** Units are types with a reader: options are declared with them, and `-15m` is read the same everywhere. */
const UNITS = 'config/units.ts';

interface Import {
  from: string;
  /** Path of what is imported within the repository. */
  to: string;
  typeOnly: boolean;
}

/** What is wrong with an import; undefined when it is allowed. */
function objection({ from, to, typeOnly }: Import): string | undefined {
  const [room, target] = [roomOf(from), roomOf(to)];
  if (MAY_IMPORT[room]!.includes(target)) return undefined;
  if (target === 'config' && (typeOnly || to === UNITS)) return undefined;
  return `${from} imports ${to}: ${room} may not import ${target}${target === 'config' ? ' but for types' : ''}`;
}

function roomOf(path: string): string {
  return path.split('/')[0]!;
}

/** Every import of another file of the repository, dynamic ones and re-exports included. */
function importsOf(file: string, source: string): Import[] {
  const imports: Import[] = [];
  visit(parseAst(source, { lang: file.endsWith('x') ? 'tsx' : 'ts', sourceType: 'module' }), (node) => {
    const specifier = (node.source as { value?: unknown } | undefined)?.value;
    if (typeof specifier !== 'string' || !specifier.startsWith('.')) return;
    const to = join(dirname(file), specifier).split(sep).join('/').replace(/\.js$/, '.ts');
    const typeOnly = node.importKind === 'type' || node.exportKind === 'type' || node.type === 'TSImportType';
    imports.push({ from: file, to, typeOnly });
  });
  return imports;
}

type Node = Record<string, unknown>;

function visit(value: unknown, onNode: (node: Node) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if ('type' in value) onNode(value as Node);
  for (const child of Object.values(value)) visit(child, onNode);
}

function filesOf(room: string): string[] {
  return readdirSync(join(REPOSITORY, room), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.test.ts'))
    .map((entry) => relative(REPOSITORY, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

test.each(ROOMS)('%s imports only what it may', (room) => {
  const files = filesOf(room);
  expect(files).not.toEqual([]);
  const imports = files.flatMap((file) => importsOf(file, readFileSync(join(REPOSITORY, file), 'utf8')));
  expect(imports.map(objection).filter((text) => text !== undefined)).toEqual([]);
});

describe('the check itself', () => {
  function objectionsTo(file: string, source: string): string[] {
    return importsOf(file, source)
      .map(objection)
      .filter((text) => text !== undefined);
  }

  test.each([
    ['pipeline/graph.ts', "import { x } from '../plugins/sinks/file.js';"],
    ['pipeline/graph.ts', "import type { X } from '../server/server.js';"],
    ['pipeline/graph.ts', "import { x } from '../config/reader.js';"],
    ['pipeline/a/b.ts', "export * from '../../cli/run.js';"],
    ['plugins/sinks/live.ts', "export { x } from '../../server/feed/feed.js';"],
    ['plugins/sinks/live.ts', "const load = () => import('../../cli/run.js');"],
    ['plugins/sinks/live.ts', "type X = import('../../cli/run.js').X;"],
    ['server/server.ts', "import file from '../plugins/sinks/file.js';"],
    ['server/server.ts', "import '../cli/run.js';"],
    ['config/reader.ts', "import type { Batch } from '../pipeline/batch.js';"],
    ['cli/run.ts', "import { x } from '../test/support/engines.js';"],
    ['server/server.ts', "import { x } from '../bench/support/cpu.js';"],
  ])('objects in %s to %s', (file, source) => {
    expect(objectionsTo(file, source)).toHaveLength(1);
  });

  test.each([
    ['pipeline/graph.ts', "import type { PipelinePlan } from '../config/plan.js';"],
    ['pipeline/plugin.ts', "export { Size } from '../config/units.js';"],
    [
      'plugins/sinks/file.ts',
      "import { Type } from '../../pipeline/plugin.js'; import './support/lines.js';",
    ],
    ['server/server.ts', "import { parse } from '../pipeline/time.js'; import fastify from 'fastify';"],
    [
      'cli/run.ts',
      "import file from '../plugins/sinks/file.js'; import { read } from '../config/reader.js';",
    ],
  ])('accepts in %s %s', (file, source) => {
    expect(objectionsTo(file, source)).toEqual([]);
  });
});
