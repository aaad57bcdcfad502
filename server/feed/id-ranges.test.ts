import fc from 'fast-check';
import { expect, it } from 'vitest';
import { complement, contains, difference, type IdRange, intersection, LAST_ID, union } from './id-ranges.js';

/** Sorted ranges that do not meet, near both ends of the ids. */
const ranges = fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { maxLength: 12 }).map((cuts) => {
  const ends = cuts
    .map((cut) => (cut > 20 ? LAST_ID - BigInt(30 - cut) : BigInt(cut)))
    .sort((a, b) => (a < b ? -1 : 1));
  const pairs: IdRange[] = [];
  for (let at = 0; at + 1 < ends.length; at += 2) pairs.push([ends[at]!, ends[at + 1]!]);
  return pairs;
});

const ids = [...Array(22).keys()]
  .map(BigInt)
  .concat([...Array(12).keys()].map((back) => LAST_ID - BigInt(back)));

it('have exactly the ids that sets have', () => {
  fc.assert(
    fc.property(ranges, ranges, fc.constantFrom(...ids), (a, b, id) => {
      const [inA, inB] = [contains(a, id), contains(b, id)];
      expect(contains(intersection(a, b), id)).toBe(inA && inB);
      expect(contains(union(a, b), id)).toBe(inA || inB);
      expect(contains(difference(a, b), id)).toBe(inA && !inB);
      expect(contains(complement(a), id)).toBe(!inA);
    }),
    { numRuns: 2000 },
  );
});

it('stay sorted and apart', () => {
  fc.assert(
    fc.property(ranges, ranges, (a, b) => {
      for (const result of [union(a, b), intersection(a, b), difference(a, b), complement(a)]) {
        result.forEach(([from, to], at) => {
          expect(from <= to).toBe(true);
          if (at > 0) expect(result[at - 1]![1] < from).toBe(true);
        });
      }
    }),
  );
});
