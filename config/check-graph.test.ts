// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what variables look like in pipeline.yaml
import { describe, expect, it } from 'vitest';
import { problemsOf, SINKS, SOURCES } from '../test/support/check-text.js';

describe('what is wrong with the graph is told with its place', () => {
  it.each<[string, string, string[]]>([
    [
      'an input that names no stage',
      `${SOURCES}transforms:\n  parse: { type: auto-detect, inputs: [http] }\n  enrich:\n    type: auto-detect\n    inputs: [prase]\nsinks:\n  live: { type: live, inputs: [enrich] }\n  more: { type: live, inputs: [live, queue] }`,
      [
        'p.yaml:6:14 transforms.enrich.inputs[0]: no stage is called "prase"; did you mean "parse"?',
        'p.yaml:9:32 sinks.more.inputs[0]: "live" is a sink; only sources and transforms can be read',
        'p.yaml:9:38 sinks.more.inputs[1]: no stage is called "queue"; the stages are enrich, http, parse',
      ],
    ],
    [
      'a cycle',
      `${SOURCES}transforms:\n  a: { type: auto-detect, inputs: [http, c] }\n  b: { type: auto-detect, inputs: [a] }\n  c: { type: auto-detect, inputs: [b] }\n  d: { type: auto-detect, inputs: [c, d] }\nsinks: { live: { type: live, inputs: [d] } }`,
      [
        'p.yaml:3:42 transforms.a.inputs[1]: the stages form a cycle: a -> b -> c -> a',
        'p.yaml:6:39 transforms.d.inputs[1]: the stages form a cycle: d -> d',
      ],
    ],
    [
      'a cycle that no source leads to',
      `${SOURCES}${SINKS}transforms:\n  a: { type: auto-detect, inputs: [b] }\n  b: { type: auto-detect, inputs: [a] }`,
      ['p.yaml:4:36 transforms.a.inputs[0]: the stages form a cycle: a -> b -> a'],
    ],
    [
      'a stage nobody reads and a source without a way to a sink',
      `sources:\n  http: { type: http }\n  a: { type: http }\n  b: { type: http }\ntransforms:\n  t: { type: auto-detect, inputs: [b] }\n${SINKS}`,
      [
        'p.yaml:3:3 sources.a: nobody reads the source "a"; name it in the inputs of another stage',
        'p.yaml:4:3 sources.b: the source "b" has no way to a sink',
        'p.yaml:6:3 transforms.t: nobody reads the transform "t"; name it in the inputs of another stage',
      ],
    ],
  ])('%s', async (_name, text, expected) => {
    expect(await problemsOf(text)).toEqual(expected);
  });
});
