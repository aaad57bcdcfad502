import fc from 'fast-check';
import { Value } from 'typebox/value';
import { expect, it } from 'vitest';
import { EventBody, eventProblem } from './event-schema.js';

/** The schema says less than the check in two places: which words are levels, and which days there are. */
const field = fc.oneof(fc.constantFrom('INFO', '2025-11-11T10:20:30Z'), fc.jsonValue({ maxDepth: 1 }));

it('the schema in the API documentation and the check agree', () => {
  const event = fc.oneof(
    fc.record(
      {
        message: fc.oneof(fc.string(), fc.integer()),
        source: field,
        application: field,
        metadata: fc.jsonValue({ maxDepth: 1 }),
        level: fc.constantFrom<unknown>('INFO', 'warning', 5, null, []),
        timestamp: fc.constantFrom<unknown>(
          '2025-11-11T10:20:30Z',
          '2025-11-11T10:20:30.123456+01:00',
          5,
          null,
        ),
        other: fc.jsonValue({ maxDepth: 1 }),
      },
      { requiredKeys: [] },
    ),
    fc.jsonValue({ maxDepth: 1 }),
  );
  fc.assert(
    fc.property(event, (event) => {
      expect(eventProblem(event) === undefined).toBe(Value.Check(EventBody, event));
    }),
    { numRuns: 2000 },
  );
});
