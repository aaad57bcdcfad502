import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { LogEvent } from '../../pipeline/event.js';
import type { Transform, TransformDefinition } from '../../pipeline/plugin.js';
import { makeEvent } from '../support/events.js';
import { createTransform } from '../support/transforms.js';

const PRINTABLE = /^[\x01-\x7f]*$/;

/** What every transform must hold, made with the options of its example; see `Transform` in pipeline/plugin.ts. */
export function describeTransform(definition: TransformDefinition, records: readonly string[]): void {
  describe(`${definition.name} transform`, () => {
    let made: Transform[] = [];

    async function started(): Promise<Transform> {
      const transform = await createTransform(definition, exampleOptions(definition));
      made.push(transform);
      await transform.start?.();
      return transform;
    }

    afterEach(async () => {
      for (const transform of made) await transform.stop?.();
      made = [];
    });

    it('leaves alone what an event came as, and leaves metadata that JSON can say', async () => {
      const transform = await started();
      await fc.assert(
        fc.asyncProperty(anyEvent(records), async (event) => {
          const { raw, index, chunk, id, received_at } = event;
          const [changed] = await run(transform, [event]);
          if (changed === undefined) return;
          expect(changed).toMatchObject({ raw, index, id, received_at });
          expect(changed.chunk).toBe(chunk);
          changed.settle();
          expect(JSON.parse(changed.metadataText())).toBeTypeOf('object');
        }),
      );
    });

    it('calls clean only an event whose texts are ASCII', async () => {
      const transform = await started();
      await fc.assert(
        fc.asyncProperty(anyEvent(records), async (event) => {
          const [changed] = await run(transform, [event]);
          if (changed?.clean !== true) return;
          const { source, application, message, format } = changed;
          for (const text of [source, application, message, format, changed.metadataText()]) {
            expect(text).toMatch(PRINTABLE);
          }
        }),
      );
    });

    it('lets no two events share what either may change', async () => {
      const transform = await started();
      const events = await run(
        transform,
        [0, 1].map(() => makeEvent(records[0]!)),
      );
      if (events.length < 2) return;
      const before = events[1]!.toJsonText();
      spoil(events[0]!.metadata);
      expect(events[1]!.toJsonText()).toBe(before);
    });

    it('keeps the order of events', async () => {
      const transform = await started();
      const given = records.map((record) => makeEvent(record));
      const places = (await run(transform, given)).map((event) => given.indexOf(event));
      expect(places).not.toContain(-1);
      expect(places).toEqual([...places].sort((a, b) => a - b));
    });

    it('can be stopped without having been started', async () => {
      const transform = await createTransform(definition, exampleOptions(definition));
      await expect(Promise.resolve(transform.stop?.())).resolves.toBeUndefined();
    });
  });
}

/** The options of the example in the plugin's description, which is a stage as pipeline.yaml has it. */
function exampleOptions({ example }: TransformDefinition): Record<string, unknown> {
  const [stage] = Object.values(parse(example) as Record<string, Record<string, unknown>>);
  const { type, inputs, when, ...options } = stage!;
  return options;
}

async function run(transform: Transform, events: LogEvent[]): Promise<LogEvent[]> {
  if (transform.event === undefined) return transform.batch!(events);
  return events.map((event) => transform.event!(event)).filter((event) => event !== null);
}

/** As they come from the queue, and as parsers leave them. */
function anyEvent(records: readonly string[]): fc.Arbitrary<LogEvent> {
  const text = fc.oneof(fc.constantFrom(...records), fc.string({ unit: 'binary' }), fc.string());
  const parsed = fc.record({ message: text, metadata: fc.dictionary(fc.string(), fc.jsonValue()) });
  return fc.tuple(text, fc.option(parsed)).map(([record, fields]) => {
    const event = makeEvent(record);
    if (fields === null) return event;
    const metadata = JSON.stringify(fields.metadata);
    const [time, level] = [event.timestampMicros, event.level];
    event.clean = [record, fields.message, metadata].every(
      (part) => PRINTABLE.test(part) && !part.includes('\\u'),
    );
    event.fill('json', time, level, 'host', 'app', fields.message, metadata);
    return event;
  });
}

/** Changes all that can be reached. */
function spoil(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const inner of Object.values(value)) spoil(inner);
  if (Array.isArray(value)) value.push('spoilt');
  else (value as Record<string, unknown>).spoilt = true;
}
