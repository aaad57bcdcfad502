import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Batch } from '../../pipeline/batch.js';
import { decodeChunk, encodeChunk } from '../../pipeline/chunk-codec.js';
import { Delivery } from '../../pipeline/delivery.js';
import type { EventRecord, LogEvent } from '../../pipeline/event.js';
import { EVENT_ID_EPOCH, IdAllocator, idToString } from '../../pipeline/event-id.js';
import type { Sink } from '../../pipeline/plugin.js';
import { nowMicros } from '../../pipeline/time.js';

export interface SinkHarness {
  /** A new sink, not started, with nothing in it. */
  create(): Promise<Sink>;
  /** All events that can be read now from where the sink of the last `create` puts them, in any order. */
  read(): Promise<EventRecord[]>;
  /** Lets go of what `create` opened; the sink has been stopped. */
  dispose(): Promise<void>;
  /** What becomes of an event where the sink cannot keep all texts (PostgreSQL and NUL); else it stays as it is. */
  kept?(event: EventRecord): EventRecord;
}

/** What every sink must hold; see `Sink` in pipeline/plugin.ts. */
export function describeSink(name: string, harness: SinkHarness): void {
  describe(`${name} sink`, () => {
    const kept = harness.kept ?? ((event: EventRecord) => event);
    let sink: Sink;
    let stopped: boolean;

    async function stop(): Promise<void> {
      if (!stopped) await sink.stop?.();
      stopped = true;
    }

    beforeEach(async () => {
      stopped = false;
      sink = await harness.create();
    });

    afterEach(async () => {
      await stop();
      await harness.dispose();
    });

    it('has a batch readable once write resolves', async () => {
      await sink.start?.();
      const batch = batchOf(['one', 'two', 'three']);
      await sink.write(batch);
      expect(byId(await harness.read())).toEqual(recordsOf(batch));
    });

    it('writes every field as it is, typed metadata too', async () => {
      await sink.start?.();
      const batch = batchOf(['raw record']);
      batch.events[0]!.fill('json', 1_762_856_430_123_456, 'ERROR', 'host-1', 'shop', 'message', METADATA);
      await sink.write(batch);
      const [event] = await harness.read();
      expect(event).toEqual(recordsOf(batch)[0]);
      expect(event!.timestamp).toBe('2025-11-11T10:20:30.123456Z');
    });

    it('takes a batch of several chunks', async () => {
      await sink.start?.();
      const [one, two] = [batchOf(['1', '2']), batchOf(['3'])];
      const batch = new Batch([...one.events, ...two.events], [...one.deliveries, ...two.deliveries]);
      await sink.write(batch);
      expect(byId(await harness.read())).toEqual(recordsOf(batch));
    });

    it('takes batches without events, with and without a delivery', async () => {
      await sink.start?.();
      await sink.write(new Batch([], []));
      await sink.write(new Batch([], batchOf(['filtered']).deliveries));
      expect(await harness.read()).toEqual([]);
    });

    it('takes as many writes at once as it says', async () => {
      await sink.start?.();
      const batches = Array.from({ length: sink.concurrency ?? 1 }, (_, batch) =>
        batchOf(
          Array.from({ length: 500 }, (_, index) => `batch ${batch} record ${index} ${'x'.repeat(batch)}`),
        ),
      );
      await Promise.all(batches.map((batch) => sink.write(batch)));
      const expected = batches.flatMap(recordsOf);
      expect(byId(await harness.read())).toEqual(byId(expected));
    });

    it('leaves the events as they are', async () => {
      await sink.start?.();
      const batch = batchOf(['{"a":1}', 'zwölf', 'nul \0 and \ud800']);
      batch.events[0]!.metadata = { nested: { list: [1, 2] } };
      const before = batch.events.map(snapshot);
      await sink.write(batch);
      expect(batch.events.map(snapshot)).toEqual(before);
      expect(batch.deliveries.flatMap((delivery) => delivery.unkeptLetters())).toEqual([]);
    });

    it.each(Object.entries(TEXTS))('keeps %s', async (_, text) => {
      await sink.start?.();
      const batch = batchOf([text, 'the record after it']);
      batch.events[0]!.source = text;
      batch.events[0]!.application = text;
      batch.events[0]!.metadata = { text, [text]: 'as a key' };
      await sink.write(batch);
      expect(byId(await harness.read())).toEqual(recordsOf(batch).map(kept));
    });

    it('has everything after stop that was written before', async () => {
      await sink.start?.();
      const batches = Array.from({ length: 5 }, (_, index) => batchOf([`record ${index}`]));
      for (const batch of batches) await sink.write(batch);
      await stop();
      expect(byId(await harness.read())).toEqual(byId(batches.flatMap(recordsOf)));
    });

    it('stops without having started', async () => {
      await stop();
    });
  });
}

const METADATA =
  '{"status":500,"ratio":0.25,"ok":false,"none":null,"big":12345678901234567,"list":[1,"two",{}]}';

const TEXTS = {
  'letters of other scripts': 'Zürich 東京 Ελλάδα العربية',
  'characters beyond the basic plane': '🚀 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 👩‍👩‍👧',
  'quotes and backslashes': String.raw`"quoted" 'single' \n \\ \N \. {,}`,
  'line ends and tabs': 'first\nsecond\r\nthird\tcolumn\u2028fourth',
  'control characters': '\x01\x07\x08\x1b[31mred\x1b[0m\x7f\x85',
  'NUL and lone surrogates': 'a\0b \ud800 c \udc00',
};

const ids = new IdAllocator(1, EVENT_ID_EPOCH);

/** A batch as the worker makes it: one chunk with these records, decoded. */
export function batchOf(records: readonly string[]): Batch {
  const bodies = records.map((record) => Buffer.from(record));
  const first = ids.allot(records.length);
  const lengths = bodies.map(({ length }) => length);
  const header = {
    id: uuidv7(),
    source: 'test',
    transport: 'tcp' as const,
    receivedAtMicros: nowMicros(),
    framing: 'lengths' as const,
    count: records.length,
    firstId: idToString(first.high, first.low),
    peers: [['192.0.2.1', records.length] as [string, number]],
  };
  const { context, events } = decodeChunk(encodeChunk(header, bodies, lengths));
  // Buffers hold no lone surrogates; a parser that reads escapes can make them.
  for (const event of events) {
    const text = records[event.index]!;
    if (event.message !== text) event.message = text;
  }
  return new Batch(events, [new Delivery(context, 1, () => {})]);
}

function recordsOf(batch: Batch): EventRecord[] {
  return batch.events.map((event) => JSON.parse(event.toJsonText()) as EventRecord);
}

function snapshot(event: LogEvent): unknown[] {
  return [event.toJsonText(), event.raw, event.clean, event.timestampMicros];
}

function byId(events: readonly EventRecord[]): EventRecord[] {
  return [...events].sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
}
