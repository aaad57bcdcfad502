import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idOfMillis } from '../../pipeline/event-id.js';
import { type ChunkRange, Position, rangeOf } from './position.js';

const START = Date.UTC(2026, 0, 1);

/** Chunks of a node, later than any clock is off, each naming the one before it. */
function chunksOf(node: number, sizes: readonly number[]): ChunkRange[] {
  let previous: bigint | undefined;
  return sizes.map((count, at) => {
    const first = idOfMillis(START + 10_000 + at) + BigInt(node << 12);
    const range = rangeOf({
      first: String(first),
      count,
      ...(previous !== undefined && { previous: String(previous) }),
    });
    previous = range.last;
    return range;
  });
}

const listener = () => Position.ofListener(START, START);

const sizes = fc.array(fc.integer({ min: 1, max: 4096 }), { minLength: 1, maxLength: 12 });
const nodes = fc.array(sizes, { minLength: 1, maxLength: 3 });
const chunks = nodes.map((each) => each.flatMap((of, node) => chunksOf(node * 341, of)));
/** Chunks in the order of their coming, each node's first one first: of what came before that nothing is known. */
const arrivals = chunks.chain((all) =>
  fc.shuffledSubarray(all, { minLength: all.length }).map((shuffled) => {
    const firsts = all.filter((chunk) => chunk.begin === chunk.first);
    return [...firsts, ...shuffled.filter((chunk) => !firsts.includes(chunk))];
  }),
);

describe('a position', () => {
  it('lacks the chunks that have not come, and no other', () => {
    fc.assert(
      fc.property(arrivals, fc.nat(), (all, cut) => {
        const seen = all.slice(0, 1 + (cut % all.length));
        const position = seen.reduce((before, chunk) => before.with(chunk), listener());
        for (const chunk of all) expect(position.lacks(chunk)).toBe(!seen.includes(chunk));
      }),
    );
  });

  it('is as it was after being written and read', () => {
    fc.assert(
      fc.property(arrivals, fc.nat(), (all, cut) => {
        const position = all.slice(0, cut % (all.length + 1)).reduce((p, chunk) => p.with(chunk), listener());
        const read = Position.read(position.toString());
        expect(read.toString()).toBe(position.toString());
        for (const chunk of all) expect(read.lacks(chunk)).toBe(position.lacks(chunk));
      }),
    );
  });

  it('of a client lacks of a server what came since, and at each step on the way what is left', () => {
    fc.assert(
      fc.property(arrivals, fc.nat(), fc.nat(), fc.nat(), (all, from, to, step) => {
        const [early, late] = [from % (all.length + 1), to % (all.length + 1)].sort((a, b) => a - b) as [
          number,
          number,
        ];
        const had = Position.read(
          all
            .slice(0, early)
            .reduce((p, c) => p.with(c), listener())
            .toString(),
        );
        const reached = all.slice(0, late).reduce((p, c) => p.with(c), listener());
        const missing = had.missing(reached);
        for (const [at, { first, last }] of all.entries()) {
          for (const id of [first, last]) expect(missing.has(id)).toBe(at >= early && at < late);
        }
        const upTo = all[step % all.length]!.last;
        const rest = had.advancedTo(reached, upTo).missing(reached);
        for (const [at, { last }] of all.entries()) {
          expect(rest.has(last)).toBe(at >= early && at < late && last > upTo);
        }
        expect(had.caughtUpWith(reached).missing(reached).empty).toBe(true);
      }),
    );
  });

  it('stays short however many chunks are lost', () => {
    const lost = chunksOf(1, Array(1000).fill(1)).filter((_, at) => at % 2 === 0);
    const position = lost.reduce((before, chunk) => before.with(chunk), listener());
    expect(position.gaps.length).toBeLessThan(50);
    expect(position.toString().length).toBeLessThan(1000);
    // The newest are still waited for.
    expect(position.gaps.at(-1)![1]).toBe(lost.at(-1)!.begin - 1n);
  });

  it('of a client who saw nothing of a node lacks all that came of it since the pending ones', () => {
    const [early, late] = chunksOf(7, [1, 1]);
    const hello = Position.read(listener().toString());
    const reached = listener().with(early!).with(late!);
    expect([early!, late!].map(({ first }) => hello.missing(reached).has(first))).toEqual([true, true]);
    expect(hello.missing(reached).has(idOfMillis(START - 1000))).toBe(false);
  });

  it.each([
    '',
    '1',
    '2..abc',
    '1..abc.5',
    '1..abc.5:',
    '1..abc.5:x-',
    '1..ABC',
    '1.xyz.abc',
    '1..abc.5:zz,',
    'x'.repeat(40_000),
  ])('is not read from %s', (text) => {
    expect(() => Position.read(text)).toThrow('has to be the cursor of an earlier frame');
  });
});
