import { describe, expect, it } from 'vitest';
import { Requests } from './requests.js';
import { judge, Tally } from './tally.js';

/** Two requests that were answered, 0–9 and 20–29, and one that was not, 10–19. */
function sent(): Requests {
  const requests = new Requests(() => 0);
  const [first, , third] = ['a', undefined, 'c'].map((key) => requests.begin('/data/batch', 10, key));
  requests.end(first!);
  requests.end(third!);
  return requests;
}

function found(numbers: Iterable<number>): Tally {
  const tally = new Tally();
  for (const number of numbers) tally.add(number);
  return tally;
}

const ALL = Array.from({ length: 30 }, (_, number) => number);

describe('the count', () => {
  it('is content when all that was answered is there once, and what was not at most once', () => {
    const none = { lost: [], doubled: [], foreign: 0 };
    expect(judge(sent(), found(ALL))).toEqual({ ...none, unansweredThere: 10 });
    const answered = ALL.filter((number) => number < 10 || number >= 20);
    expect(judge(sent(), found(answered))).toEqual({ ...none, unansweredThere: 0 });
  });

  it('finds a record that is missing', () => {
    const without = ALL.filter((number) => number !== 7 && number !== 13 && number !== 29);
    expect(judge(sent(), found(without)).lost).toEqual([7, 29]);
  });

  it('finds a record that is there twice, or three times, answered or not', () => {
    expect(judge(sent(), found([...ALL, 3, 15, 15])).doubled).toEqual([3, 15]);
  });

  it('does not take one that is there twice for one that is missing', () => {
    const planted = [...ALL.filter((number) => number !== 7), 8];
    expect(judge(sent(), found(planted))).toMatchObject({ lost: [7], doubled: [8], foreign: 0 });
  });

  it('finds what nobody has sent', () => {
    expect(judge(sent(), found([...ALL, 30]))).toMatchObject({ lost: [], doubled: [], foreign: 1 });
  });

  it('counts numbers beyond a million', () => {
    const tally = found([5_000_000, 5_000_000, 3]);
    expect([tally.count(5_000_000), tally.count(3), tally.count(9_000_000)]).toEqual([2, 1, 0]);
  });

  it('finds the request of a number', () => {
    const requests = sent();
    expect(ALL.map((number) => requests.of(number)?.first)).toEqual(ALL.map((n) => n - (n % 10)));
    expect(requests.of(30)).toBeUndefined();
  });
});
