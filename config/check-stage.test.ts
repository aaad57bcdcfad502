// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what variables look like in pipeline.yaml
import { describe, expect, it } from 'vitest';
import { problemsOf, SINKS, SOURCES } from '../test/support/check-text.js';

describe('what is wrong with a stage is told with its place', () => {
  it.each<[string, string, string[]]>([
    [
      'no type',
      `sources: { http: {} }\n${SINKS}`,
      ['p.yaml:1:12 sources.http: has no type; the sources are http, port, syslog'],
    ],
    [
      'a type that is no text',
      `sources: { http: { type: 5 } }\n${SINKS}`,
      ['p.yaml:1:26 sources.http.type: must be the name of a plugin, not 5'],
    ],
    [
      'an unknown plugin',
      `sources: { http: { type: htpt } }\nqueue: { type: kafka }\nsinks: { live: { type: http, inputs: [http] } }`,
      [
        'p.yaml:1:26 sources.http.type: there is no source plugin "htpt"; did you mean "http"?',
        'p.yaml:2:16 queue.type: there is no queue plugin "kafka"; the queues are auto, disk, redis',
        'p.yaml:3:24 sinks.live.type: "http" is a source, not a sink; the sinks are at-once, live, postgres',
      ],
    ],
    [
      'a plugin that does not load',
      `sources: { http: { type: ./broken.js } }\n${SINKS}`,
      ['p.yaml:1:26 sources.http.type: ./broken.js: cannot be loaded: Unexpected token (line 3)'],
    ],
    [
      'a source with inputs',
      `sources: { http: { type: http, inputs: [x] } }\n${SINKS}`,
      ['p.yaml:1:32 sources.http.inputs: a source has no inputs; it takes its records from outside'],
    ],
    [
      'missing, empty and wrong inputs',
      `${SOURCES}sinks:\n  a: { type: live }\n  b: { type: live, inputs: [] }\n  c: { type: live, inputs: http }\n  d: { type: live, inputs: [http, 5, http] }`,
      [
        'p.yaml:3:3 sinks.a: has no inputs; name the stages it reads, like inputs: [http]',
        'p.yaml:4:28 sinks.b.inputs: must name a stage at least; the list is empty',
        'p.yaml:5:28 sinks.c.inputs: must be a list of stage names, like [http], not "http"',
        'p.yaml:6:35 sinks.d.inputs[1]: must be the name of a stage, not 5',
        'p.yaml:6:38 sinks.d.inputs[2]: "http" stands here twice; its events would come twice',
      ],
    ],
    [
      'a bad batch',
      `${SOURCES}sinks:\n  a: { type: live, inputs: [http], batch: { max_event: 5, max_events: 0, max_bytes: 8 MB!, max_wait: 200 } }\n  b: { type: live, inputs: [http], batch: 5 }\n  c: { type: live, inputs: [http], batch: { max_wait: 2h } }`,
      [
        'p.yaml:3:45 sinks.a.batch.max_event: there is no option "max_event"; did you mean "max_events"?',
        'p.yaml:3:71 sinks.a.batch.max_events: must be at least 1, not 0',
        'p.yaml:3:85 sinks.a.batch.max_bytes: must be a size: a number and B, KiB, MiB, GiB, TiB, kB, MB, GB or TB, like 8MiB, not "8 MB!"',
        'p.yaml:3:102 sinks.a.batch.max_wait: must be a duration: a number and ms, s, m, h or d, like 200ms, not 200',
        'p.yaml:4:43 sinks.b.batch: must be a map with max_events, max_bytes, max_wait, not 5',
        'p.yaml:5:55 sinks.c.batch.max_wait: must be at most 1m, not "2h"',
      ],
    ],
    [
      'a batch for a sink that takes events as they come',
      `${SOURCES}sinks: { a: { type: at-once, inputs: [http], batch: { max_events: 1 } } }`,
      ['p.yaml:2:46 sinks.a.batch: "at-once" takes events as they come; batch means nothing to it'],
    ],
  ])('%s', async (_name, text, expected) => {
    expect(await problemsOf(text)).toEqual(expected);
  });
});

describe('options', () => {
  const withOptions = (options: string) =>
    `${SOURCES}transforms:\n  x: { type: options, inputs: [http], ${options} }\nsinks: { live: { type: live, inputs: [x] } }\n`;

  it.each([
    ['cuont: 5', ':39 transforms.x.cuont: there is no option "cuont"; did you mean "count"?'],
    ['input: [http]', ':39 transforms.x.input: there is no option "input"; did you mean "inputs"?'],
    ['count: "5"', ':46 transforms.x.count: must be a whole number, not "5"'],
    ['count: 1.5', ':46 transforms.x.count: must be a whole number, not 1.5'],
    ['count: 0', ':46 transforms.x.count: must be at least 1, not 0'],
    ['count: 10', ':46 transforms.x.count: must be at most 9, not 10'],
    ['count: ', ':39 transforms.x.count: must be a whole number, not nothing'],
    ['mode: slow', ':45 transforms.x.mode: must be one of "fast", "safe", not "slow"'],
    [
      'pause: 1 week',
      ':46 transforms.x.pause: must be a duration: a number and ms, s, m, h or d, like 200ms, not "1 week"',
    ],
    ['pause: 5ms', ':46 transforms.x.pause: must be at least 10ms, not "5ms"'],
    ['pause: 2m', ':46 transforms.x.pause: must be at most 1m, not "2m"'],
    ['retry: { times: x }', ':55 transforms.x.retry.times: must be a whole number, not "x"'],
    [
      'retry: { tries: 1 }',
      ':48 transforms.x.retry.tries: there is no option "tries"; did you mean "times"?',
    ],
    ['tags: []', ':45 transforms.x.tags: must have an entry, not an empty list'],
    ['tags: [a, 5]', ':49 transforms.x.tags[1]: must be text, not 5'],
    ['tags: a', ':45 transforms.x.tags: must be a list of text, not "a"'],
    ['each: [{ name: a }, {}]', ':59 transforms.x.each[1]: the option "name" (text) is missing'],
    ['each: [{ name: "" }]', ':54 transforms.x.each[0].name: must not be empty, not ""'],
    ['until: soon', ':46 transforms.x.until: must be a duration or "never", not "soon"'],
    ['target: { host: 5 }', ':55 transforms.x.target.host: must be text, not 5'],
    ['target: [a, 5]', ':51 transforms.x.target[1]: must be text, not 5'],
    ['target: 5', ':47 transforms.x.target: must be a map or a list of text, not 5'],
    ['strict: yes', ':47 transforms.x.strict: must be true or false, not "yes"'],
    ['__proto__: { a: 1 }', ':39 transforms.x.__proto__: there is no option "__proto__"; the options are'],
  ])('%s', async (options, expected) => {
    const problems = await problemsOf(withOptions(options));
    expect(problems).toEqual([expect.stringContaining(`p.yaml:3${expected}`)]);
  });

  it('that are required are missed by name, type and purpose', async () => {
    expect(
      await problemsOf(
        `${SOURCES}transforms: { x: { type: add-fields, inputs: [http] } }\nsinks: { live: { type: live, inputs: [x] } }`,
      ),
    ).toEqual(['p.yaml:2:15 transforms.x: the option "fields" (a map) is missing: What to add.']);
  });
});

describe('when', () => {
  const when = (scalar: string) =>
    `${SOURCES}sinks:\n  live:\n    type: live\n    inputs: [http]\n    when: ${scalar}\n`;

  it.each([
    ['a!', '6:12 sinks.live.when: in the filter "a!": no "!" here'],
    ['"a!"', '6:13 sinks.live.when: in the filter "a!": no "!" here'],
    [`'it''s!'`, `6:17 sinks.live.when: in the filter "it's!": no "!" here`],
    ['"\\"\\u0041\\x42\\U0001F600\\"!"', '6:36 sinks.live.when: in the filter "\\"AB😀\\"!": no "!" here'],
    ['application:${TEAM}!', '6:30 sinks.live.when: in the filter "application:identity!": no "!" here'],
    ['>-\n      a\n      b!', '6:11 sinks.live.when: in the filter "a b!": no "!" here (at its character 4)'],
    ['5', '6:11 sinks.live.when: must be a filter, like "level:ERROR", not 5'],
  ])('%s', async (scalar, expected) => {
    expect(await problemsOf(when(scalar))).toEqual([`p.yaml:${expected}`]);
  });

  it('of a transform is checked, too', async () => {
    const text = `${SOURCES}transforms: { t: { type: auto-detect, inputs: [http], when: "!" } }\nsinks: { live: { type: live, inputs: [t] } }`;
    expect(await problemsOf(text)).toEqual(['p.yaml:2:62 transforms.t.when: in the filter "!": no "!" here']);
  });
});
