import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventRecord } from '../../../../pipeline/event.js';
import { parseFilter } from '../../../../pipeline/filter/parse.js';
import { compileFilter } from '../../../../pipeline/filter/predicate.js';
import { choicesOf, splitTerms, toggleChoice, withoutField, writeValue } from './terms.js';

function event(source: string, metadata: Record<string, unknown> = {}): EventRecord {
  return {
    id: '1',
    timestamp: '2025-11-11T00:00:00.000000Z',
    received_at: '2025-11-11T00:00:00.000000Z',
    level: 'INFO',
    application: 'app',
    message: 'connection failed',
    format: 'json',
    source,
    metadata,
  };
}

const finds = (filter: string, record: EventRecord) => compileFilter(parseFilter(filter))(record);

describe('the terms of a filter', () => {
  it.each([
    ['level:ERROR -source:host3 "connection failed" timeout', 4],
    ['status:[400 TO 499] AND path:/api*', 2],
    ['(a OR b) AND c', 2],
    ['NOT user_id:* x', 2],
    ['status: 500 x', 2],
    ['[error] x', 2],
    [String.raw`foo\:bar "a \" b" x`, 3],
  ])('%s are %i', (filter, count) => {
    expect(splitTerms(filter)).toHaveLength(count);
    expect(parseFilter(splitTerms(filter).join(' '))).toEqual(parseFilter(filter));
  });

  it('an OR outside parentheses gets some', () => {
    expect(toggleChoice('a OR b', 'source', 'web', 'include')).toBe('(a OR b) source:web');
  });
});

describe('a choice of a facet', () => {
  it('joins the others of its field, and goes again', () => {
    const one = toggleChoice('timeout', 'source', 'web-1', 'include');
    const two = toggleChoice(one, 'source', 'web 2', 'include');
    expect([one, two]).toEqual(['timeout source:web-1', 'timeout source:(web-1 OR "web 2")']);
    expect(toggleChoice(toggleChoice(two, 'source', 'web-1', 'include'), 'source', 'web 2', 'include')).toBe(
      'timeout',
    );
  });

  it('turns from included to excluded', () => {
    expect(toggleChoice('source:a', 'source', 'a', 'exclude')).toBe('-source:a');
  });

  it('a name in metadata that an event has, too, is written in full', () => {
    expect(toggleChoice('', 'metadata.level', '5', 'include')).toBe('metadata.level:5');
    expect(toggleChoice('', 'metadata.status', '5', 'include')).toBe('status:5');
  });

  it('of one field can be left out', () => {
    expect(withoutField('timeout source:a -source:(b OR c) level:ERROR', 'source')).toBe(
      'timeout level:ERROR',
    );
  });

  it('means exactly its value, whatever that is', () => {
    const text = fc.string({ unit: 'binary', maxLength: 12 }).map((one) => one.replaceAll('\0', ''));
    fc.assert(
      fc.property(text, text, fc.constantFrom('include', 'exclude'), (value, other, choice) => {
        const filter = toggleChoice('connection', 'source', value, choice);
        expect(choicesOf(filter, 'source')).toEqual(new Map([[value, choice]]));
        expect(finds(filter, event(value))).toBe(choice === 'include');
        if (other !== value) expect(finds(filter, event(other))).toBe(choice === 'exclude');
        expect(toggleChoice(filter, 'source', value, choice)).toBe('connection');
      }),
    );
  });

  it('a value is one value', () => {
    fc.assert(fc.property(fc.string(), (value) => void parseFilter(`source:${writeValue(value)}`)));
  });
});
