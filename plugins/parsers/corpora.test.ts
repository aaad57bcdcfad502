import { describe, expect, it } from 'vitest';
import { CANON, canonScore, rejectScore } from '../../bench/accuracy/canon.js';
import { byFormat, confusion, recordsOf } from '../../bench/accuracy/confusion.js';
import {
  CORPORA,
  casesOf,
  corporaAreThere,
  pairFiles,
  type RawFile,
  rawFiles,
} from '../../bench/accuracy/corpora.js';
import { FIELDS_FLOOR, KNOWN_RIVALS, RIGHT_FLOORS } from '../../bench/accuracy/floors.js';
import { LABELS } from '../../bench/accuracy/labels.js';
import { pairScores } from '../../bench/accuracy/pairs.js';
import { eventsOf } from '../../bench/accuracy/records.js';
import { rivalsOf } from '../../bench/accuracy/rivals.js';
import { stampScore } from '../../bench/accuracy/stamps.js';
import { Random } from '../../bench/fuzz/random.js';
import { Detector } from '../../pipeline/detection/detector.js';
import { ARRIVAL_MICROS } from '../../test/support/events.js';
import { PARSER_DEFINITIONS, parserSet } from '../../test/support/parsers.js';

/*
 * Lines of public test suites with what the tools they come from make of them. They are not part of the project; the
 * folder lies beside it, or is not there. `npm run accuracy` prints what is tested here.
 */

const detector = new Detector(parserSet());

if (!corporaAreThere()) {
  console.log(`corpora: ${CORPORA} is not there; the lines of public test suites are not tried`);
}

describe.skipIf(!corporaAreThere())('corpora', () => {
  it.each(['canon/syslog', 'canon/access', 'canon/cef', 'canon/reject', 'nasty/nasty'])(
    'reads every record of %s soundly',
    (name) => {
      for (const { raw } of casesOf(name)) {
        const { event } = detector.explain(raw);
        expect(JSON.parse(event.metadataText())).toBeTypeOf('object');
        expect(Number.isFinite(event.timestampMicros)).toBe(true);
        expect(() => event.toJsonText()).not.toThrow();
      }
    },
  );

  it.each(CANON)('claims the records of %s by the right parser and reads 99 of 100 fields', (name) => {
    const { fields, misses, unclaimed } = canonScore(name, detector);
    console.log(`corpora: ${name}: ${fields - misses.length} of ${fields} fields as expected`);
    for (const miss of misses) console.log(`  not ${miss}`);
    expect(unclaimed).toEqual([]);
    expect(misses.length / fields).toBeLessThan(0.01);
  });

  it('reads 99 of 100 fields of cef', () => {
    const [score] = pairScores('canon/cef', detector);
    const { met, misses, known } = score!;
    for (const { field, raw } of misses) console.log(`corpora: cef: not ${field}: ${raw.slice(0, 200)}`);
    expect(met + known.length).toBeGreaterThan(100);
    expect((misses.length + known.length) / (met + misses.length + known.length)).toBeLessThan(0.01);
  });

  it('reads times in every notation', () => {
    const { misses, met, cases } = stampScore(ARRIVAL_MICROS);
    expect(misses).toEqual([]);
    expect(met / cases).toBeGreaterThan(0.8);
  });

  it('leaves records alone that are none of the format', () => {
    expect(rejectScore(detector).claimed.map(({ format, raw }) => `${format}: ${raw}`)).toEqual([]);
  });

  it('claims as many records of each format as it did, and next to none of others', () => {
    const scores = confusion(rawFiles(), detector);
    expect(scores.filter(({ label }) => LABELS[label] === undefined)).toEqual([]);
    const formats = byFormat(scores);
    const shares = new Map(formats.map(({ format, right, records }) => [format, (100 * right) / records]));
    const worse = Object.entries(RIGHT_FLOORS).filter(([format, floor]) => (shares.get(format) ?? 0) < floor);
    expect(worse.map(([format, floor]) => `${format}: ${shares.get(format)} instead of ${floor}`)).toEqual(
      [],
    );
    const sum = (of: (score: (typeof formats)[number]) => number) =>
      formats.reduce((total, score) => total + of(score), 0);
    expect(sum(({ wrong }) => wrong) / sum(({ records }) => records)).toBeLessThan(0.001);
  });

  it('has no record that two parsers claim, so that what came before cannot matter', () => {
    const rivals = rivalsOf(rawFiles().map(beginningOf), detector);
    const unknown = rivals.filter(({ winner, rival }) => !KNOWN_RIVALS.includes(`${winner}, ${rival}`));
    expect(unknown).toEqual([]);
  });

  it('meets as many of the expected fields as it did', () => {
    const scores = pairFiles().flatMap((file) => pairScores(file, detector));
    const met = scores.reduce((total, score) => total + score.met, 0);
    const missed = scores.reduce((total, { misses, known }) => total + misses.length + known.length, 0);
    expect((100 * met) / (met + missed)).toBeGreaterThanOrEqual(FIELDS_FLOOR);
  });

  it('asks every parser that would claim a message: what a format says it needs, and begins with, is true', () => {
    const records = rawFiles().flatMap((file) => recordsOf(beginningOf(file)).map(({ record }) => record));
    const cases = pairFiles().flatMap((file) => casesOf(file).map(({ raw }) => raw));
    const open = new Detector(
      parserSet(PARSER_DEFINITIONS.map(({ needs: _needs, leads: _leads, ...others }) => others)),
    );
    for (const record of new Set([...records, ...cases])) {
      const message = `<13>Nov 11 10:20:30 host: ${record}`;
      expect(detector.explain(message).format, message).toBe(open.explain(message).format);
    }
  });

  it.each([1, 2, 3])('finds the same format whatever came before (seed %i)', (seed) => {
    const random = new Random(seed);
    const records = rawFiles().flatMap((file) => recordsOf(file).slice(0, 6));
    const list = shuffled([...records, ...records], random).map(({ record }) => record);
    const experienced = new Detector(detector.parsers);
    for (const record of list) {
      const event = eventsOf([record])[0]!;
      experienced.detect(event);
      const fresh = new Detector(detector.parsers).explain(record, undefined, eventsOf([record])[0]!);
      if (KNOWN_RIVALS.includes(`${fresh.format}, ${event.format}`)) continue;
      expect(event.format, record).toBe(fresh.format);
      expect(event.metadataText(), record).toBe(fresh.event.metadataText());
    }
  });
});

/** The first lines of a file; those that follow are like them. */
function beginningOf(file: RawFile): RawFile {
  return { ...file, lines: file.lines.slice(0, 100) };
}

function shuffled<T>(list: readonly T[], random: Random): T[] {
  const result = [...list];
  for (let end = result.length - 1; end > 0; end--) {
    const at = random.below(end + 1);
    [result[end], result[at]] = [result[at]!, result[end]!];
  }
  return result;
}
