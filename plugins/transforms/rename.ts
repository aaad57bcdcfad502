import { defineTransform, Type } from '../../pipeline/plugin.js';
import { checkFieldName, readField, removeField, writeField } from './support/event-fields.js';
import { mistakesIn } from './support/option-mistakes.js';

/** Moves values to other names. */
export default defineTransform({
  kind: 'transform',
  name: 'rename',
  summary: 'Moves fields to other names; a field of the event can be the old name or the new one.',
  options: Type.Object({
    fields: Type.Record(Type.String(), Type.String(), {
      description:
        'The new name by the old one, e.g. `{ uid: user_id, k8s.pod.name: source }`; dots go inward.',
      minProperties: 1,
    }),
  }),
  example: 'names: { type: rename, inputs: [parse], fields: { uid: user_id, k8s.pod.name: source } }',
  check: ({ fields }) =>
    Object.entries(fields)
      .flat()
      .flatMap((name) => mistakesIn('fields', () => checkFieldName(name))),
  create({ fields }) {
    const entries = Object.entries(fields);
    return {
      event(event) {
        // All are read before one is written, so that two fields can change places.
        const values = entries.map(([from]) => readField(event, from));
        entries.forEach(([from], index) => {
          if (values[index] !== undefined) removeField(event, from);
        });
        entries.forEach(([, to], index) => {
          if (values[index] !== undefined) writeField(event, to, values[index]);
        });
        return event;
      },
    };
  },
});
