// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what variables look like in pipeline.yaml
import { describe, expect, it } from 'vitest';
import { problemsOf, SINKS, SOURCES } from '../test/support/check-text.js';

describe('what is wrong with the file as a whole is told with its place', () => {
  it.each<[string, string, string[]]>([
    ['an empty file', '', ['p.yaml:1:1 the file must be a map with sources, queue, transforms, sinks']],
    ['a list', '- a', ['p.yaml:1:1 the file must be a map with sources, queue, transforms, sinks']],
    [
      'a tab',
      `${SOURCES}${SINKS}queue:\n\ttype: disk`,
      ['p.yaml:4:1 wrong YAML: Tabs are not allowed as indentation'],
    ],
    [
      'a flow map that does not end',
      `sources: { http: { type: http }\n${SINKS}`,
      ['p.yaml:2:1 wrong YAML: Flow map in block collection must be sufficiently indented and end with a }'],
    ],
    [
      'a wrong value under a key that stands twice, the last of which counts',
      `${SOURCES}${SINKS}queue: { type: disk, max_bytes: 1, max_bytes: x }`,
      [
        'p.yaml:3:36 this key stands here twice; keys must be unique',
        'p.yaml:3:47 queue.max_bytes: must be a size: a number and B, KiB, MiB, GiB, TiB, kB, MB, GB or TB, like 8MiB, not "x"',
      ],
    ],
    [
      'a wrong value that an alias leads to',
      `${SOURCES}sinks:\n  a: { type: live, inputs: [http], batch: &b { max_events: 0 } }\n  c: { type: live, inputs: [http], batch: *b }`,
      [
        'p.yaml:3:60 sinks.a.batch.max_events: must be at least 1, not 0',
        'p.yaml:3:60 sinks.c.batch.max_events: must be at least 1, not 0',
      ],
    ],
    [
      'a slip in a short word',
      'sources: { ab: { type: http } }\nsinks: { live: { type: live, inputs: [ac] } }',
      ['p.yaml:2:39 sinks.live.inputs[0]: no stage is called "ac"; did you mean "ab"?'],
    ],
    [
      'several slips in one line',
      'sources: { a: { b: [1',
      [
        'p.yaml:1:22 wrong YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
      ],
    ],
    [
      'two documents',
      `${SOURCES}${SINKS}---\na: 1`,
      ['p.yaml:3:1 the file has several documents ("---"); only one is allowed'],
    ],
    [
      'an unknown tag',
      `${SOURCES}${SINKS}queue: !x { type: disk }`,
      ['p.yaml:3:8 wrong YAML: Unresolved tag: !x'],
    ],
    ['an alias of nothing', `${SOURCES}sinks: *x`, ['p.yaml:2:8 the anchor "x" is set nowhere before it']],
    ['an alias of itself', `${SOURCES}sinks: &x [*x]`, ['p.yaml:2:12 the anchor "x" holds itself']],
    [
      'a key that stands twice',
      `${SOURCES}${SINKS}queue: { type: disk, type: redis, x: 1 }`,
      [
        'p.yaml:3:22 this key stands here twice; keys must be unique',
        'p.yaml:3:35 queue.x: there is no option "x"; the options are max_bytes, type',
      ],
    ],
    [
      'an unknown section',
      `${SOURCES}${SINKS}sink: {}`,
      ['p.yaml:3:1 sink: there is no section "sink"; did you mean "sinks"?'],
    ],
    [
      'a section that is no map',
      `sources: [http]\n${SINKS}`,
      [
        'p.yaml:1:10 sources: must be a map of sources by name, not ["http"]',
        'p.yaml:2:39 sinks.live.inputs[0]: no stage is called "http"',
      ],
    ],
    [
      'no source and no sink',
      'sources: {}\nsinks:\n',
      [
        'p.yaml:1:1 sources: there is no source; a pipeline needs one at least',
        'p.yaml:2:1 sinks: there is no sink; a pipeline needs one at least',
      ],
    ],
    ['no sinks at all', SOURCES, ['p.yaml:1:1 sinks: there is no sink; a pipeline needs one at least']],
    [
      'a stage that is no map',
      'sources:\n  http:\n  b: http\nsinks: { live: { type: live, inputs: [http, b] } }',
      [
        'p.yaml:2:3 sources.http: must be a map with a type, like { type: … }, not nothing',
        'p.yaml:3:6 sources.b: must be a map with a type, like { type: … }, not "http"',
      ],
    ],
    [
      'a bad stage name',
      'sources: { 1Http: { type: http } }\nsinks: { live: { type: live, inputs: [1Http] } }',
      [
        'p.yaml:1:12 sources.1Http: the stage name "1Http" must begin with a letter from a to z and have only a to z, 0 to 9, _ and -',
      ],
    ],
    [
      'a name used twice',
      `${SOURCES}transforms: { live: { type: auto-detect, inputs: [http] }, queue: { type: auto-detect, inputs: [live] } }\nsinks: { live: { type: live, inputs: [queue] } }`,
      [
        'p.yaml:2:60 transforms.queue: "queue" is already the name of the queue; names must be unique',
        'p.yaml:3:10 sinks.live: "live" is already the name of a transform; names must be unique',
      ],
    ],
  ])('%s', async (_name, text, expected) => {
    expect(await problemsOf(text)).toEqual(expected);
  });

  it('an anchor bomb', async () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) => `a${i}: &a${i} [${`*a${i - 1},`.repeat(i === 0 ? 0 : 9)} 1]`,
    );
    expect(await problemsOf(levels.join('\n'))).toEqual([
      'p.yaml:1:1 Excessive alias count indicates a resource exhaustion attack',
    ]);
  });

  it.each(['[', '{a: '])('nesting of %s without end', async (open) => {
    expect((await problemsOf(open.repeat(20_000)))[0]).toMatch(/nested deeper than 64 levels|wrong YAML/);
    const closed = `a: ${'['.repeat(100)}${']'.repeat(100)}`;
    expect(await problemsOf(closed)).toEqual(['p.yaml:1:68 nested deeper than 64 levels']);
  });

  it('a file beyond measure, and characters that are none', async () => {
    expect(await problemsOf(`# ${'x'.repeat(2 ** 20)}`)).toEqual([
      'p.yaml:1:1 the file is longer than 1048576 characters',
    ]);
    expect(await problemsOf('a: \ufdd0')).toEqual([
      'p.yaml:1:1 the file has characters that are none (U+FDD0 to U+FDEF)',
    ]);
  });
});
