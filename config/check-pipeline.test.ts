// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what variables look like in pipeline.yaml
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fakeLookup } from '../test/support/fake-plugins.js';
import { type CheckContext, checkPipeline } from './check-pipeline.js';
import { formatProblem } from './problem.js';

const context: CheckContext = {
  file: 'pipeline.yaml',
  plugins: fakeLookup,
  environment: { host: '127.0.0.1', port: 5000 },
  variables: { TEAM: 'identity', COUNT: '5', EMPTY: '', ADDRESS: 'tcp://[::1]:99', INPUT: 'http' },
  checkFilter: (filter) => {
    const position = filter.indexOf('!');
    return position < 0 ? undefined : { position, message: 'no "!" here' };
  },
};

/** A good file, around what a test is about. */
const SOURCES = 'sources: { http: { type: http } }\n';
const SINKS = 'sinks: { live: { type: live, inputs: [http] } }\n';

async function problemsOf(text: string, changes: Partial<CheckContext> = {}): Promise<string[]> {
  const { problems, plan } = await checkPipeline(text, { ...context, ...changes });
  expect(plan === undefined).toBe(problems.length > 0);
  return problems.map((problem) => formatProblem('p.yaml', problem));
}

async function planOf(text: string, changes: Partial<CheckContext> = {}) {
  const { problems, plan } = await checkPipeline(text, { ...context, ...changes });
  expect(problems).toEqual([]);
  return plan!;
}

describe('a good file', () => {
  it('becomes a plan with defaults and converted units', async () => {
    const plan = await planOf(`
sources:
  http: { type: http }
  syslog: { type: syslog, max_record: 64KiB }
transforms:
  tag: { type: add-fields, inputs: [http, syslog], when: "application:auth", fields: { team: identity } }
  all: { type: options, inputs: [tag], until: 5m }
sinks:
  store: { type: postgres, inputs: [all], batch: { max_bytes: 4MiB, max_wait: 1.5s } }
  live: { type: live, inputs: [tag], when: level:ERROR }
`);
    expect(plan).toMatchObject({
      file: 'pipeline.yaml',
      sources: [
        { name: 'http', kind: 'source', type: 'http', options: {} },
        {
          name: 'syslog',
          options: { listen: ['udp://127.0.0.1:5514', 'tcp://127.0.0.1:5514'], max_record: 65536 },
        },
      ],
      queue: { name: 'queue', kind: 'queue', type: 'disk', options: { max_bytes: 4 * 2 ** 30 } },
      transforms: [
        {
          name: 'tag',
          inputs: ['http', 'syslog'],
          when: 'application:auth',
          options: { fields: { team: 'identity' } },
        },
        {
          name: 'all',
          inputs: ['tag'],
          options: { mode: 'fast', pause: 1000, retry: { times: 3, wait: 5 }, until: 300_000 },
        },
      ],
      sinks: [
        { name: 'store', batch: { maxEvents: 10_000, maxBytes: 4 * 2 ** 20, maxWaitMillis: 1500 } },
        {
          name: 'live',
          when: 'level:ERROR',
          batch: { maxEvents: 10_000, maxBytes: 8 * 2 ** 20, maxWaitMillis: 200 },
        },
      ],
    });
    expect(plan.sinks[0]).not.toHaveProperty('when');
    expect(plan.sources[0]!.plugin.name).toBe('http');
  });

  it('takes Redis for the automatic queue where there is one, and keeps the options', async () => {
    const redis = { environment: { ...context.environment, redisUrl: 'redis://127.0.0.1' } };
    const given = `${SOURCES}queue: { type: auto, max_bytes: 1KiB }\n${SINKS}`;
    expect((await planOf(given, redis)).queue).toMatchObject({ type: 'redis', options: { max_bytes: 1024 } });
    expect((await planOf(given)).queue).toMatchObject({ type: 'disk', options: { max_bytes: 1024 } });
    expect((await planOf(SOURCES + SINKS, redis)).queue.type).toBe('redis');
    const named = `${SOURCES}queue: { type: disk }\n${SINKS}`;
    expect((await planOf(named, redis)).queue.type).toBe('disk');
  });

  it('may use anchors, aliases and merge keys', async () => {
    const plan = await planOf(`
sources: { http: { type: http } }
transforms:
  one: &common { type: options, inputs: [http], pause: 20ms }
  two: { <<: *common, inputs: [one] }
sinks:
  a: { type: live, inputs: [two], batch: &batch { max_wait: 5ms } }
  b: { type: live, inputs: [two], batch: *batch }
`);
    expect(plan.transforms[1]).toMatchObject({ type: 'options', inputs: ['one'], options: { pause: 20 } });
    expect(plan.sinks.map(({ batch }) => batch.maxWaitMillis)).toEqual([5, 5]);
  });
});

describe('variables', () => {
  const tagged = (fields: string) =>
    `${SOURCES}transforms:\n  tag: { type: add-fields, inputs: [http], fields: ${fields} }\nsinks: { live: { type: live, inputs: [tag] } }\n`;
  const fieldsOf = async (fields: string) => (await planOf(tagged(fields))).transforms[0]!.options.fields;

  it('stand for text, numbers and booleans, in flow and block, quoted and plain', async () => {
    expect(
      await fieldsOf(
        '{ a: ${TEAM}, b: ${COUNT}, c: "${COUNT}", d: x-${TEAM}/${COUNT}, e: "${NO:-true}", f: ${NO:-true} }',
      ),
    ).toEqual({ a: 'identity', b: 5, c: '5', d: 'x-identity/5', e: 'true', f: true });
    const block = `${SOURCES}transforms:
  tag:
    type: add-fields
    inputs: [http]
    fields:
      \${TEAM}: |
        a \${TEAM}
        b \${COUNT}
      count: \${COUNT}
sinks: { live: { type: live, inputs: [tag] } }
`;
    expect((await planOf(block)).transforms[0]!.options.fields).toEqual({
      identity: 'a identity\nb 5\n',
      count: 5,
    });
  });

  it('have defaults, may be empty, and give way to a literal dollar', async () => {
    expect(
      await fieldsOf('{ a: "${EMPTY}", b: "${EMPTY:-x: y}", c: "$${TEAM}", d: "$TEAM ^a$ $$" }'),
    ).toEqual({
      a: '',
      b: 'x: y',
      c: '${TEAM}',
      d: '$TEAM ^a$ $',
    });
  });

  it('are told apart however many there are', async () => {
    const names = Array.from({ length: 100 }, (_, index) => `V${index}`);
    const fields = `{ ${names.map((name) => `${name}: "$$ \${${name}:-${name}}"`).join(', ')} }`;
    expect(await fieldsOf(fields)).toEqual(Object.fromEntries(names.map((name) => [name, `$ ${name}`])));
  });

  it('are not looked at in comments', async () => {
    expect(await problemsOf(`# \${NO}\n${SOURCES}${SINKS}`)).toEqual([]);
  });

  it.each([
    ['${NO}', 'the variable NO is not set; set it, or give a default: ${NO:-default}'],
    ['${NO:?ask the team}', 'the variable NO is not set: ask the team'],
    ['${EMPTY:?}', 'the variable EMPTY is not set'],
    [
      '"${1A}"',
      '${1A} is no variable: write ${NAME}, ${NAME:-default} or ${NAME:?message}, and $$ for a dollar sign',
    ],
  ])('%s is told with its place', async (value, message) => {
    expect(await problemsOf(tagged(`{ x: 1, y: ${value} }`))).toEqual([
      `p.yaml:3:63 transforms.tag.fields.y: ${message}`,
    ]);
  });

  it('that are not set have no mistakes that follow from it', async () => {
    expect(
      await problemsOf(`${SOURCES}sinks: { live: { type: "\${NO}", inputs: [http], batch: "\${NO}" } }`),
    ).toEqual([
      'p.yaml:2:24 sinks.live.type: the variable NO is not set; set it, or give a default: ${NO:-default}',
      'p.yaml:2:56 sinks.live.batch: the variable NO is not set; set it, or give a default: ${NO:-default}',
    ]);
  });
});

/** name, text, the problems */
const MISTAKES: [string, string, string[]][] = [
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
      'p.yaml:3:24 sinks.live.type: "http" is a source, not a sink; the sinks are live, postgres',
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
    'a stage nobody reads and a source without a way to a sink',
    `sources:\n  http: { type: http }\n  a: { type: http }\n  b: { type: http }\ntransforms:\n  t: { type: auto-detect, inputs: [b] }\n${SINKS}`,
    [
      'p.yaml:3:3 sources.a: nobody reads the source "a"; name it in the inputs of another stage',
      'p.yaml:4:3 sources.b: the source "b" has no way to a sink',
      'p.yaml:6:3 transforms.t: nobody reads the transform "t"; name it in the inputs of another stage',
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
];

describe('a mistake is told with its place', () => {
  it.each(MISTAKES)('%s', async (_name, text, expected) => {
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

describe('addresses', () => {
  const listeners = (...addresses: string[]) =>
    `sources:\n${addresses.map((address, i) => `  s${i}: { type: port, address: "${address}" }\n`).join('')}` +
    `sinks: { live: { type: live, inputs: [${addresses.map((_, i) => `s${i}`)}] } }\n`;

  it.each([
    [['tcp://127.0.0.1:99', 'udp://127.0.0.1:99']],
    [['tcp://127.0.0.1:99', 'tcp://127.0.0.2:99', 'tcp://[::1]:99']],
    [['tcp://127.0.0.1:0', 'tcp://127.0.0.1:0']],
    [['udp://127.0.0.1:5000']],
  ])('%s do not clash', async (addresses) => {
    expect(await problemsOf(listeners(...addresses))).toEqual([]);
  });

  it.each([
    [['tcp://127.0.0.1:99', 'tcp://127.0.0.1:99'], 's0 (tcp://127.0.0.1:99)'],
    [['tcp://127.0.0.1:99', 'tls://localhost:99'], 's0 (tcp://127.0.0.1:99)'],
    [['tcp://0.0.0.0:99', 'tcp://10.0.0.1:99'], 's0 (tcp://0.0.0.0:99)'],
    [['udp://10.0.0.1:99', 'udp://[::]:99'], 's0 (udp://10.0.0.1:99)'],
  ])('%s clash', async (addresses, other) => {
    expect(await problemsOf(listeners(...addresses))).toEqual([
      `p.yaml:3:30 sources.s1.address: "${addresses[1]}" is already taken by ${other}`,
    ]);
  });

  it('of the program itself are taken', async () => {
    const own = { environment: { host: '127.0.0.1', port: 5000, feedPort: 5001 } };
    expect(await problemsOf(listeners('tcp://0.0.0.0:5000', 'tcp://127.0.0.1:5001'), own)).toEqual([
      'p.yaml:2:30 sources.s0.address: "tcp://0.0.0.0:5000" is already taken by the HTTP server (HOST 127.0.0.1, PORT 5000)',
      'p.yaml:3:30 sources.s1.address: "tcp://127.0.0.1:5001" is already taken by the live feed (HOST 127.0.0.1, FEED_PORT 5001)',
    ]);
  });

  it('of defaults and lists are seen, the stage pointed at where nothing is written', async () => {
    const text =
      'sources:\n  a: { type: syslog }\n  b: { type: syslog, listen: ["udp://127.0.0.1:99", "udp://0.0.0.0:5514"] }\n  c: { type: syslog }\n' +
      'sinks: { live: { type: live, inputs: [a, b, c] } }\n';
    expect(await problemsOf(text)).toEqual([
      'p.yaml:3:53 sources.b.listen[1]: "udp://0.0.0.0:5514" is already taken by a (udp://127.0.0.1:5514)',
      'p.yaml:4:3 sources.c.listen[0]: "udp://127.0.0.1:5514" is already taken by a (udp://127.0.0.1:5514)',
      'p.yaml:4:3 sources.c.listen[1]: "tcp://127.0.0.1:5514" is already taken by a (tcp://127.0.0.1:5514)',
    ]);
  });

  it.each(['127.0.0.1:99', 'udp://127.0.0.1', 'udp://127.0.0.1:65536', 'udp://:5', 'udp://::1:5'])(
    '%s is none',
    async (address) => {
      expect(await problemsOf(listeners(address))).toEqual([
        `p.yaml:2:30 sources.s0.address: must be an address like udp://127.0.0.1:5514 or tcp://0.0.0.0:601, not "${address}"`,
      ]);
    },
  );

  it('may come from a variable', async () => {
    expect((await planOf(listeners('${ADDRESS}'))).sources[0]!.options).toEqual({
      address: 'tcp://[::1]:99',
    });
  });
});

it('all mistakes of a file are told at once, in its order', async () => {
  const problems = await problemsOf(`
sources:
  http: { type: htpt }
  Syslog: { type: syslog, listen: 5 }
queues: { type: disk }
transforms:
  parse: { type: auto-detect, inputs: [http, Syslog], when: "a!" }
  tag: { type: add-fields, inputs: [prase], fields: { a: "\${NO}" } }
sinks:
  store: { type: postgres, inputs: [tag], batch: { max_wait: soon } }
  live: { type: live }
`);
  expect(problems.map((problem) => problem.split(': ')[0])).toEqual([
    'p.yaml:3:17 sources.http.type',
    'p.yaml:4:3 sources.Syslog',
    'p.yaml:4:35 sources.Syslog.listen',
    'p.yaml:5:1 queues',
    'p.yaml:7:63 transforms.parse.when',
    'p.yaml:8:37 transforms.tag.inputs[0]',
    'p.yaml:8:58 transforms.tag.fields.a',
    'p.yaml:10:62 sinks.store.batch.max_wait',
    'p.yaml:11:3 sinks.live',
  ]);
});

describe('any text', () => {
  const check = async (text: string) => {
    const { problems, plan } = await checkPipeline(text, context);
    expect(plan === undefined).toBe(problems.length > 0);
    for (const { line, column } of problems) {
      expect(line).toBeGreaterThanOrEqual(1);
      expect(line).toBeLessThanOrEqual(text.split('\n').length);
      expect(column).toBeGreaterThanOrEqual(1);
    }
  };

  it('is read without a throw', async () => {
    const word = fc.constantFrom(
      ...[
        'sources',
        'sinks',
        'transforms',
        'queue',
        'http',
        'live',
        'type',
        'inputs',
        'when',
        'batch',
        'listen',
      ],
      ...[
        ': ',
        ':\n  ',
        '\n',
        '\n  ',
        '\n    ',
        ' { ',
        ' } ',
        '[',
        ']',
        ', ',
        '- ',
        '&a ',
        '*a',
        '<<: *a',
        '|\n',
        '>-\n',
      ],
      ...[
        '"',
        "'",
        '${TEAM}',
        '${',
        '}',
        '$$',
        '${X:?',
        '!',
        '!!map',
        '#',
        '\t',
        '\r\n',
        '---',
        '%',
        '? ',
        '\ufeff',
      ],
      ...[
        'constructor',
        '__proto__',
        'toString',
        '.inf',
        '.nan',
        '0x1f',
        '~',
        '1e999',
        'syslog',
        'options',
        'disk',
      ],
    );
    const structured = fc.array(word, { maxLength: 60 }).map((words) => words.join(''));
    const anything = fc.oneof(structured, fc.string({ unit: 'binary', maxLength: 200 }), fc.json());
    await fc.assert(fc.asyncProperty(anything, check), { numRuns: 300 });
  });

  it('with anything in a stage is read without a throw', async () => {
    const stage = fc.dictionary(
      fc.oneof(fc.constantFrom('type', 'inputs', 'when', 'batch', 'listen', 'retry', 'each'), fc.string()),
      fc.anything({ withNullPrototype: false, maxDepth: 3 }),
    );
    const kind = fc.constantFrom('http', 'syslog', 'options', 'add-fields', 'live', 'disk');
    const section = fc.dictionary(
      fc.string(),
      fc.record({ type: kind }).chain((base) => stage.map((s) => ({ ...s, ...base }))),
    );
    const file = fc.record({ sources: section, transforms: section, sinks: section, queue: stage });
    await fc.assert(
      fc.asyncProperty(file, (value) => check(JSON.stringify(value))),
      { numRuns: 200 },
    );
  });
});
