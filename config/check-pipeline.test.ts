// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what variables look like in pipeline.yaml
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkContext, planOf, problemsOf, SINKS, SOURCES } from '../test/support/check-text.js';
import { checkPipeline } from './check-pipeline.js';

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
    const redis = { environment: { ...checkContext.environment, redisUrl: 'redis://127.0.0.1' } };
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
  one: &common { type: options, inputs: [http], pause: 20ms, each: [{ name: a, wait: 3ms }] }
  two: { <<: *common, inputs: [one] }
sinks:
  a: { type: live, inputs: [two], batch: &batch { max_wait: 5ms } }
  b: { type: live, inputs: [two], batch: *batch }
`);
    expect(plan.transforms[1]).toMatchObject({
      type: 'options',
      inputs: ['one'],
      options: { pause: 20, each: [{ name: 'a', wait: 3 }] },
    });
    expect(plan.sinks.map(({ batch }) => batch.maxWaitMillis)).toEqual([5, 5]);
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
    const { problems, plan } = await checkPipeline(text, checkContext);
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
