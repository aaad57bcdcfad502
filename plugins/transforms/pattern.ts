import { defineTransform, Type } from '../../pipeline/plugin.js';
import { isFree, writeTexts } from './support/captures.js';
import { checkFieldName, readField } from './support/event-fields.js';
import { LiteralPattern } from './support/literal-pattern.js';
import { FIELD, mismatched, ON_MISMATCH, OVERWRITE } from './support/mismatch.js';
import { mistakesIn } from './support/option-mistakes.js';

/** Takes a text apart at literal texts, as Loki's `pattern` does. */
export default defineTransform({
  kind: 'transform',
  name: 'pattern',
  summary: 'Takes a text apart at the literal texts between `<captures>`; each named one becomes a field.',
  options: Type.Object({
    pattern: Type.String({
      description:
        'Literal text with captures between: `<name>`, `<name:int>`, `<http.status:int>`, `<_>` for what is left out. Each ' +
        'takes what stands before the next literal text; `\\<` is a bracket itself. Captures called timestamp, level, source, ' +
        'application or message set the field of the event, others go to the metadata.',
      minLength: 1,
    }),
    field: FIELD,
    on_mismatch: ON_MISMATCH,
    overwrite: OVERWRITE,
  }),
  example:
    'web: { type: pattern, inputs: [files], pattern: \'<ip> - <user> [<_>] "<method> <path> <_>" <status:int> <_>\' }',
  check: ({ pattern }) => mistakesIn('pattern', () => compiled(pattern)),
  create({ pattern, field, on_mismatch: onMismatch, overwrite }) {
    const compiledPattern = compiled(pattern);
    return {
      event(event) {
        const text = readField(event, field);
        const captures = typeof text === 'string' ? compiledPattern.match(text) : null;
        if (captures === null) return mismatched(event, onMismatch, field, pattern);
        writeTexts(
          event,
          captures.map(({ start, end, ...capture }) => ({
            ...capture,
            text: (text as string).slice(start, end),
          })),
          (name) => overwrite || name === field || isFree(event, name),
        );
        return event;
      },
    };
  },
});

function compiled(pattern: string): LiteralPattern {
  const literal = new LiteralPattern(pattern);
  for (const field of literal.fields) checkFieldName(field);
  return literal;
}
