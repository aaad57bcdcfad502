import { defineTransform, Type } from '../../pipeline/plugin.js';
import { NAMED_PATTERNS } from '../patterns/named-patterns.js';
import { converted } from './support/captures.js';
import { checkFieldName, readField, writeField } from './support/event-fields.js';
import { FIELD, mismatched, ON_MISMATCH } from './support/mismatch.js';
import { type CompiledPattern, compilePattern } from './support/named-groups.js';
import { mistakesIn } from './support/option-mistakes.js';

/** Takes a text apart by a regular expression with named groups. */
export default defineTransform({
  kind: 'transform',
  name: 'regex',
  summary: 'Takes a text apart by a regular expression; each named group becomes a field.',
  options: Type.Object({
    pattern: Type.String({
      description:
        'A regular expression as JavaScript knows it, with groups `(?<name>…)` or named patterns `%{IP:client_ip}`, ' +
        '`%{NUMBER:duration_ms:float}`, `%{INT:status:int}`. Groups called timestamp, level, source, application or ' +
        'message set the field of the event, others go to the metadata.',
      minLength: 1,
    }),
    field: FIELD,
    on_mismatch: ON_MISMATCH,
    patterns: Type.Optional(
      Type.Record(Type.String(), Type.String(), {
        description: 'Named patterns of your own, e.g. `{ ORDER: "[A-Z]{2}\\\\d+" }`.',
      }),
    ),
  }),
  example:
    'orders: { type: regex, inputs: [parse], pattern: "order %{WORD:order_id} took %{INT:duration_ms:int}ms" }',
  check: (options) => mistakesIn('pattern', () => compiled(options)),
  create(options) {
    const { pattern, field, on_mismatch: onMismatch } = options;
    const { matcher, groups } = compiled(options);
    return {
      event(event) {
        const text = readField(event, field);
        const match = typeof text === 'string' ? matcher.match(text) : null;
        if (match === null) return mismatched(event, onMismatch, field, pattern);
        for (const { index, field: name, conversion } of groups) {
          const found = match[index];
          if (typeof found === 'string') writeField(event, name, converted(found, conversion));
        }
        return event;
      },
    };
  },
});

/** @throws UserError saying what is wrong with the pattern */
function compiled({
  pattern,
  patterns = {},
}: {
  pattern: string;
  patterns?: Record<string, string>;
}): CompiledPattern {
  const expression = compilePattern(pattern, new Map([...NAMED_PATTERNS, ...Object.entries(patterns)]));
  for (const { field } of expression.groups) checkFieldName(field);
  return expression;
}
