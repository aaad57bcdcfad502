import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TemplateBook } from './template-book.js';
import type { Template } from './template-store.js';

const NOW = 1_760_000_000_000;

it('gives messages that differ in numbers and names one id', () => {
  const book = new TemplateBook(100);
  const [first, ...others] = ['user alice logged in', 'user bob logged in', 'user u17 logged in'].map(
    (message) => book.idOf(message, NOW),
  );
  expect(first).toMatch(/^t[0-9a-z]{9}$/);
  expect(others).toEqual([first, first]);
  expect(book.takeChanges()).toMatchObject([{ id: first, text: 'user <*> logged in' }]);
});

it('tells messages apart that share less than two fifths of their words', () => {
  const book = new TemplateBook(100);
  const ids = ['disk sda is full', 'disk quota reached again', 'disk', 'disk is', 'the disk is full'].map(
    (message) => book.idOf(message, NOW),
  );
  expect(new Set(ids).size).toBe(ids.length);
});

it('says each change once, and again when it could not be written', () => {
  const book = new TemplateBook(100);
  book.idOf('started', NOW);
  const changes = book.takeChanges();
  expect(changes).toHaveLength(1);
  expect(book.takeChanges()).toEqual([]);
  book.notWritten(changes);
  expect(book.takeChanges()).toEqual(changes);
});

it('says when a template was last seen, once an hour', () => {
  const book = new TemplateBook(100);
  book.idOf('started', NOW);
  book.takeChanges();
  book.idOf('started', NOW + 3_599_999);
  expect(book.takeChanges()).toEqual([]);
  book.idOf('started', NOW + 3_600_000);
  expect(book.takeChanges()).toMatchObject([{ firstSeenMillis: NOW, lastSeenMillis: NOW + 3_600_000 }]);
});

it('goes on with the ids of before', () => {
  const before = new TemplateBook(100);
  const id = before.idOf('user alice logged in', NOW);
  before.idOf('user bob logged in', NOW);
  const after = new TemplateBook(100);
  after.learn(before.takeChanges());
  expect(after.idOf('user carol logged in', NOW + 1)).toBe(id);
  expect(after.takeChanges()).toEqual([]);
});

it('forgets those not seen for longest when there are too many', () => {
  const book = new TemplateBook(100);
  const word = (n: number) => [...String(n)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
  for (let n = 0; n < 1000; n++) {
    book.idOf('always here', NOW + n);
    book.idOf(`${word(n)} ${'x '.repeat(n % 50)}`, NOW + n);
  }
  expect(book.size).toBeLessThanOrEqual(100);
  const changes = book.takeChanges();
  expect(changes.find(({ text }) => text === 'always here')).toMatchObject({ firstSeenMillis: NOW });
});

it('makes one of templates that two workers found under different ids', () => {
  const [one, other] = [new TemplateBook(100), new TemplateBook(100)];
  const firstId = one.idOf('user alice logged in', NOW);
  const otherId = other.idOf('user bob logged in', NOW + 5);
  expect(otherId).not.toBe(firstId);
  const store = new Map<string, Template>();
  for (const name of ['carol', 'dave', 'eve']) {
    for (const book of [one, other]) {
      book.idOf(`user ${name} logged in`, NOW + 10);
      exchange(book, store);
    }
  }
  expect(one.idOf('user frank logged in', NOW + 20)).toBe(firstId);
  expect(other.idOf('user frank logged in', NOW + 20)).toBe(firstId);
  expect(store.get(firstId)).toMatchObject({ text: 'user <*> logged in', firstSeenMillis: NOW });
  expect(store.get(otherId)).toMatchObject({ sameAs: firstId });
  exchange(one, store);
  exchange(other, store);
  for (const book of [one, other]) expect(book.takeChanges()).toEqual([]);
});

it('ends with workers that agree, and have nothing more to say, whatever they met in whatever order', () => {
  const word = fc.constantFrom('user', 'alice', 'bob', 'logged', 'in', 'out', '7', 'x=1');
  const message = fc.array(word, { maxLength: 4 }).map((words) => words.join(' '));
  const step = fc.record({ worker: fc.nat(2), messages: fc.array(message, { maxLength: 5 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 15 }), (steps) => {
      const books = [0, 1, 2].map(() => new TemplateBook(100));
      const store = new Map<string, Template>();
      const given = new Set<string>();
      let now = NOW;
      for (const { worker, messages } of steps) {
        for (const text of messages) given.add(books[worker]!.idOf(text, now++));
        exchange(books[worker]!, store);
      }
      for (let round = 0; round < 4; round++) for (const book of books) exchange(book, store);
      for (const book of books) expect(book.takeChanges()).toEqual([]);
      const texts = [...store.values()].filter(({ sameAs }) => sameAs === undefined).map(({ text }) => text);
      expect(new Set(texts).size).toBe(texts.length);
      for (const id of given) expect(store.has(id), id).toBe(true);
    }),
    { numRuns: 500 },
  );
});

/** As with the database: what is merged stays merged. */
function exchange(book: TemplateBook, store: Map<string, Template>): void {
  for (const change of book.takeChanges()) {
    const sameAs = store.get(change.id)?.sameAs ?? change.sameAs;
    store.set(change.id, sameAs === undefined ? change : { ...change, sameAs });
  }
  book.learn([...store.values()]);
}
