import { defineTransform, Type } from '../../pipeline/plugin.js';
import { checkFieldName, readField, writeField } from './support/event-fields.js';
import { mistakesIn } from './support/option-mistakes.js';

/** Sets fields to fixed values. */
export default defineTransform({
  kind: 'transform',
  name: 'add-fields',
  summary: 'Sets fields to fixed values: those of the event (source, application, …) or of its metadata.',
  options: Type.Object({
    fields: Type.Record(Type.String(), Type.Unknown(), {
      description: 'The values by name, e.g. `{ team: identity, http.tier: 1 }`; dots go inward.',
      minProperties: 1,
    }),
    overwrite: Type.Boolean({
      description: 'Whether a field that is there already is replaced.',
      default: true,
    }),
  }),
  example:
    'tag: { type: add-fields, inputs: [parse], when: "application:auth", fields: { team: identity, tags: [login] } }',
  check: ({ fields }) =>
    Object.keys(fields).flatMap((name) => mistakesIn('fields', () => checkFieldName(name))),
  create({ fields, overwrite }) {
    const entries = Object.entries(fields);
    return {
      event(event) {
        for (const [name, value] of entries) {
          // Two events must not share an object that either may change.
          if (overwrite || isAbsent(readField(event, name))) writeField(event, name, structuredClone(value));
        }
        return event;
      },
    };
  },
});

function isAbsent(value: unknown): boolean {
  return value === undefined || value === '';
}
