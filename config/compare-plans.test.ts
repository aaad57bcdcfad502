import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planOf } from '../test/support/check-text.js';
import { fakeLookup } from '../test/support/fake-plugins.js';
import { allStages, comparePlans } from './compare-plans.js';

const BEFORE = `
sources:
  http: { type: http }
  syslog: { type: syslog, max_record: 64KiB }
queue: { type: disk }
transforms:
  tag: { type: add-fields, inputs: [http, syslog], when: "application:auth", fields: { team: identity } }
  all: { type: options, inputs: [tag] }
sinks:
  store: { type: postgres, inputs: [all], batch: { max_bytes: 4MiB } }
  live: { type: live, inputs: [tag] }
`;

const changesTo = async (...replacements: [string, string][]) => {
  const after = replacements.reduce((text, [from, to]) => {
    expect(text).toContain(from);
    return text.replace(from, to);
  }, BEFORE);
  return comparePlans(await planOf(BEFORE), await planOf(after));
};

describe('two plans', () => {
  it('are the same however the same is written', async () => {
    const changes = await changesTo(
      ['64KiB', '65536'],
      ['inputs: [http, syslog]', 'inputs: [syslog, http]'],
      ['{ type: disk }', '{ type: disk, max_bytes: 4GiB }'],
      ['{ type: http }', '{type:  http} # a comment'],
      ['{ max_bytes: 4MiB }', '{ max_bytes: 4MiB, max_wait: 200ms }'],
    );
    expect(changes.queue).toEqual([]);
    expect(allStages(changes)).toEqual({
      kept: ['http', 'syslog', 'tag', 'all', 'store', 'live'],
      changed: [],
      added: [],
      removed: [],
    });
  });

  it.each([
    ['an option', ['team: identity', 'team: ops'], ['fields'], false],
    ['a type', ['type: http }', 'type: port, address: "tcp://[::1]:1" }'], ['type', 'address'], false],
    ['a filter', ['application:auth', 'application:web'], ['when'], true],
    ['inputs', ['[http, syslog]', '[syslog]'], ['inputs'], true],
    ['limits of its batches', ['max_bytes: 4MiB', 'max_bytes: 5MiB'], ['batch'], true],
  ] as const)('differ by %s', async (_what, [from, to], what, rewired) => {
    const extra: [string, string][] = to === '[syslog]' ? [['inputs: [all]', 'inputs: [all, http]']] : [];
    const { changed } = allStages(await changesTo([from, to], ...extra));
    expect(changed[0]!.what.slice(0, what.length)).toEqual(what);
    expect(changed[0]!.rewired).toBe(rewired);
  });

  it('differ by stages that come and go, and by the queue', async () => {
    const changes = await changesTo(
      ['tag:', 'label:'],
      ['[tag]', '[label]'],
      ['[tag]', '[label]'],
      ['disk', 'redis'],
    );
    expect(changes.queue).toEqual(['type', 'max_bytes']);
    expect(changes.transforms).toMatchObject({ added: ['label'], removed: ['tag'], kept: [] });
    expect(changes.sinks.changed).toEqual([{ name: 'live', what: ['inputs'], rewired: true }]);
  });

  it('differ by the code of a plugin of the same name, and by the files that a stage reads', async () => {
    const before = await planOf(BEFORE);
    const other = await planOf(BEFORE, {
      plugins: {
        ...fakeLookup,
        resolve: async (kind, type) => {
          const found = await fakeLookup.resolve(kind, type);
          return type === 'add-fields' ? ({ ...found } as typeof found) : found;
        },
      },
    });
    expect(comparePlans(before, other).transforms.changed).toEqual([
      { name: 'tag', what: ['code of the plugin'], rewired: false },
    ]);
    const [tag, all] = before.transforms;
    const reread = { ...before, transforms: [{ ...tag!, contents: 'other' }, all!] };
    expect(comparePlans(before, reread).transforms.changed).toEqual([
      { name: 'tag', what: ['files it reads'], rewired: false },
    ]);
  });
});

/** Plans of up to five sinks called a to e, each with a plugin, a filter and an input out of two. */
const plans = fc
  .uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1 })
  .chain((names) =>
    fc.tuple(
      ...names.map((name) =>
        fc.record({
          name: fc.constant(name),
          type: fc.constantFrom('live', 'postgres'),
          when: fc.constantFrom('', ', when: x', ', when: y'),
        }),
      ),
    ),
  )
  .map((sinks) => {
    const lines = sinks.map(({ name, type, when }) => `  ${name}: { type: ${type}, inputs: [http]${when} }`);
    return `sources: { http: { type: http } }\nsinks:\n${lines.join('\n')}`;
  });

it('each stage of either plan stands in one list, and the way back mirrors the way there', async () => {
  await fc.assert(
    fc.asyncProperty(plans, plans, async (one, other) => {
      const [before, after] = [await planOf(one), await planOf(other)];
      const there = comparePlans(before, after).sinks;
      const back = comparePlans(after, before).sinks;
      const inBoth = [...there.kept, ...there.changed.map(({ name }) => name)];
      expect([...inBoth, ...there.added].sort()).toEqual(after.sinks.map(({ name }) => name).sort());
      expect([...inBoth, ...there.removed].sort()).toEqual(before.sinks.map(({ name }) => name).sort());
      expect(back.added.toSorted()).toEqual(there.removed.toSorted());
      expect(back.removed.toSorted()).toEqual(there.added.toSorted());
      expect(back.kept.toSorted()).toEqual(there.kept.toSorted());
      expect(comparePlans(before, before).sinks).toMatchObject({ changed: [], added: [], removed: [] });
    }),
    { numRuns: 50 },
  );
});
