import { defineTransform, PermanentError, Type } from '../../pipeline/plugin.js';
import { NAMED_PATTERNS } from '../patterns/named-patterns.js';
import { checkFieldName, readField, writeField } from './support/event-fields.js';
import { type CompiledPattern, type Conversion, compilePattern } from './support/named-groups.js';
import { mistakesIn } from './support/option-mistakes.js';
import { SafeMatcher } from './support/safe-matcher.js';

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
    field: Type.String({ description: 'The field that is read.', default: 'message', minLength: 1 }),
    on_mismatch: Type.Union([Type.Literal('keep'), Type.Literal('drop'), Type.Literal('dead-letter')], {
      description: 'What becomes of an event that does not match.',
      default: 'keep',
    }),
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
    const { source, groups } = compiled(options);
    const matcher = new SafeMatcher(source);
    return {
      event(event) {
        const text = readField(event, field);
        const match = typeof text === 'string' ? matcher.match(text) : null;
        if (match === null) {
          if (onMismatch === 'dead-letter') throw new PermanentError(`${field} does not match ${pattern}`);
          return onMismatch === 'keep' ? event : null;
        }
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

/** A text that is no such number stays a text. */
function converted(text: string, conversion: Conversion | undefined): unknown {
  if (conversion === 'int' && /^[+-]?\d+$/.test(text)) return wholeNumber(text);
  if (conversion === 'float' && text !== '' && Number.isFinite(Number(text))) return Number(text);
  return text;
}

function wholeNumber(text: string): number | bigint {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text.replace('+', ''));
}
