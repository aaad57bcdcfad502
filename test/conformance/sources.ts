import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Intake } from '../../pipeline/intake.js';
import type { Source } from '../../pipeline/plugin.js';
import { FailingIntake, RecordingIntake } from '../support/recording-intake.js';

/** The limit that every source under test is made with. */
export const MAX_RECORD = 2048;

/** One source and a way to reach it as its senders do: over a real socket, file or stream. */
export interface SourceUnderTest {
  source: Source;
  /** A sender of its own: a connection, a file. */
  sender(): Promise<Sender>;
  /** Whether a new sender still reaches it. */
  reachable(): Promise<boolean>;
  cleanUp?(): Promise<void>;
}

export interface Sender {
  /**
   * Sends records and resolves once they are handed over: written, or answered where there are answers.
   * @returns how many were refused to the sender's face
   */
  send(records: readonly Buffer[]): Promise<number>;
  close(): Promise<void>;
}

export interface SourceTraits {
  create(intake: Intake): Promise<SourceUnderTest>;
  /** What senders see when the queue is full. */
  whenFull: 'wait' | 'are refused' | 'are dropped';
  /** Whether it takes something before it finds the queue full; a file is not even read then. */
  takesAhead: boolean;
  /** Whether several senders may come at once. */
  senders: 1 | 2;
  /** What becomes of a record over the limit. */
  oversize: 'is kept as refused' | 'is refused to the sender';
}

const numbered = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, i) => Buffer.from(`${prefix} record ${i}`));
const texts = (records: readonly Buffer[]) => records.map(String);

/** What every source does; see Source in pipeline/plugin.ts. */
export function conformsAsSource(name: string, traits: SourceTraits): void {
  describe(`the ${name} source, as every source,`, () => {
    let intake: RecordingIntake;
    let tested: SourceUnderTest;

    async function make(to: RecordingIntake): Promise<void> {
      intake = to;
      tested = await traits.create(intake);
    }

    beforeEach(() => make(new RecordingIntake()));
    afterEach(async () => {
      intake.unblock();
      await tested.source.stop();
      await tested.cleanUp?.();
    });

    const arrived = (count: number) =>
      expect.poll(() => intake.records.length, { timeout: 10_000 }).toBe(count);

    it('takes each record once and in order', async () => {
      await tested.source.start();
      const sender = await tested.sender();
      const records = numbered('a', 500);
      expect(await sender.send(records.slice(0, 1))).toBe(0);
      expect(await sender.send(records.slice(1))).toBe(0);
      await arrived(records.length);
      expect(intake.texts).toEqual(texts(records));
      await sender.close();
    });

    const severalSenders = async () => {
      await tested.source.start();
      const senders = [await tested.sender(), await tested.sender()];
      const sent = [numbered('a', 200), numbered('b', 200)];
      await Promise.all(senders.map((sender, i) => sender.send(sent[i]!)));
      await arrived(400);
      for (const [i, prefix] of ['a', 'b'].entries()) {
        expect(intake.texts.filter((text) => text.startsWith(prefix))).toEqual(texts(sent[i]!));
      }
      await Promise.all(senders.map((sender) => sender.close()));
    };
    if (traits.senders > 1) it("keeps each sender's records in order", severalSenders);

    it('keeps the neighbours of huge and malformed records', async () => {
      await tested.source.start();
      const sender = await tested.sender();
      const huge = Buffer.alloc(MAX_RECORD * 3, 'x');
      const malformed = Buffer.from('\xff\xfe\x01\xc3 {"message":"\\ud800', 'latin1');
      const refused = await sender.send([Buffer.from('before'), huge, malformed, Buffer.from('after')]);
      const told = traits.oversize === 'is refused to the sender';
      expect(refused).toBe(told ? 1 : 0);
      await arrived(told ? 3 : 4);
      const taken = intake.records.filter((record) => record.refused === undefined);
      expect(taken.map(({ bytes }) => bytes)).toEqual([
        Buffer.from('before'),
        malformed,
        Buffer.from('after'),
      ]);
      const kept = intake.records.filter((record) => record.refused !== undefined);
      for (const { bytes, refused } of kept) {
        expect(bytes).toEqual(huge.subarray(0, bytes.length));
        expect(bytes.length).toBeGreaterThan(MAX_RECORD / 2);
        expect(refused).toContain(`more than ${MAX_RECORD} bytes`);
      }
      await sender.close();
    });

    it('loses nothing that it took when it is stopped', async () => {
      await tested.source.start();
      const sender = await tested.sender();
      const records = numbered('a', 300);
      await sender.send(records);
      await expect.poll(() => intake.records.length).toBeGreaterThan(0);
      await sender.close();
      await tested.source.stop();
      // A file may be stopped in its middle; whatever came stands in order and without a gap.
      expect(intake.texts).toEqual(texts(records).slice(0, intake.records.length));
    });

    it(`makes its senders ${traits.whenFull === 'wait' ? 'wait' : `hear or be counted: they ${traits.whenFull}`} when the queue is full`, async () => {
      await tested.source.start();
      const sender = await tested.sender();
      intake.block();
      const records = numbered('a', 50);
      const sending = sender.send(records);
      if (traits.whenFull === 'are refused') {
        expect(await sending).toBe(records.length);
        intake.unblock();
        expect(await sender.send(records)).toBe(0);
      } else {
        await sending;
        const drops = () => [...intake.drops.values()].reduce((sum, count) => sum + count, 0);
        if (traits.whenFull === 'are dropped') await expect.poll(drops).toBe(records.length);
        expect(intake.records).toEqual([]);
        intake.unblock();
        if (traits.whenFull === 'are dropped') await sender.send(records);
      }
      await arrived(records.length);
      expect(intake.texts).toEqual(texts(records));
      await sender.close();
    });

    const stopWaits = async () => {
      await tested.source.start();
      const sender = await tested.sender();
      intake.block();
      await sender.send(numbered('a', 10));
      await expect.poll(() => intake.waitingBytes).toBeGreaterThan(0);
      let stopped = false;
      const stop = tested.source.stop().then(() => {
        stopped = true;
      });
      await sender.close();
      // Far longer than a stop takes that waits for nothing.
      await expect.poll(() => tested.reachable(), { timeout: 2000 }).toBe(false);
      expect(stopped).toBe(false);
      intake.unblock();
      await stop;
      expect(intake.texts).toEqual(texts(numbered('a', 10)));
    };
    if (traits.takesAhead) it('stops only once what it took is durable', stopWaits);

    it('can be stopped while the queue is full when it has taken nothing', async () => {
      await tested.source.start();
      intake.block();
      await tested.source.stop();
      expect(intake.records).toEqual([]);
    });

    it('survives a queue that fails', async () => {
      await tested.source.stop();
      await tested.cleanUp?.();
      await make(new FailingIntake());
      await tested.source.start();
      const sender = await tested.sender();
      await sender.send(numbered('a', 5));
      await sender.close();
      await tested.source.stop();
      expect(intake.records).toEqual([]);
    });

    it('may be stopped without having been started', async () => {
      await tested.source.stop();
      expect(intake.records).toEqual([]);
    });

    it('cannot be reached after a stop', async () => {
      await tested.source.start();
      expect(await tested.reachable()).toBe(true);
      await tested.source.stop();
      expect(await tested.reachable()).toBe(false);
    });
  });
}
