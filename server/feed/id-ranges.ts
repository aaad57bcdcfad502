/** Both ends belong to it. */
export type IdRange = readonly [from: bigint, to: bigint];

/** Sorted, and no two of them meet. */
export type IdRanges = readonly IdRange[];

/** Event ids are positive 64-bit integers. */
export const LAST_ID = (1n << 63n) - 1n;

export function intersection(a: IdRanges, b: IdRanges): IdRange[] {
  const common: IdRange[] = [];
  for (let [at, other] = [0, 0]; at < a.length && other < b.length; ) {
    const [left, right] = [a[at]!, b[other]!];
    const from = later(left[0], right[0]);
    const to = earlier(left[1], right[1]);
    if (from <= to) common.push([from, to]);
    if (left[1] < right[1]) at += 1;
    else other += 1;
  }
  return common;
}

/** All ids from 0 to {@link LAST_ID} that lie in none of the ranges. */
export function complement(ranges: IdRanges): IdRange[] {
  const rest: IdRange[] = [];
  let start = 0n;
  for (const [from, to] of ranges) {
    if (from > start) rest.push([start, from - 1n]);
    start = to + 1n;
  }
  if (start <= LAST_ID) rest.push([start, LAST_ID]);
  return rest;
}

export function difference(a: IdRanges, b: IdRanges): IdRange[] {
  return intersection(a, complement(b));
}

export function union(a: IdRanges, b: IdRanges): IdRange[] {
  return complement(intersection(complement(a), complement(b)));
}

export function contains(ranges: IdRanges, id: bigint): boolean {
  return ranges.some(([from, to]) => from <= id && id <= to);
}

// Math.min and Math.max take no bigint.
export function earlier(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}

export function later(a: bigint, b: bigint): bigint {
  if (a > b) return a;
  return b;
}
