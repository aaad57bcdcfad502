// plugins/redact.js
import { defineTransform, Type } from 'logs-and-found/plugin';

export default defineTransform({
  // What it is called: `type: redact` in pipeline.yaml.
  kind: 'transform',
  name: 'redact',
  summary: 'Replaces the values of metadata fields, wherever they are nested.',

  // What can be written beside `type:`. `laf check`, `laf plugins redact` and editors learn it from here.
  options: Type.Object({
    fields: Type.Array(Type.String(), {
      description: 'Names of the fields, without regard to case.',
      default: ['password', 'token'],
      minItems: 1,
    }),
    replacement: Type.String({ description: 'What stands there instead.', default: '***' }),
  }),
  example: 'hide: { type: redact, inputs: [parse], fields: [password, credit_card] }',

  // Called once, before the first event, with checked options: a bad one is known by now.
  create({ fields, replacement }) {
    const names = new Set(fields.map((field) => field.toLowerCase()));

    function redact(object) {
      for (const [key, value] of Object.entries(object)) {
        if (names.has(key.toLowerCase())) object[key] = replacement;
        else if (typeof value === 'object' && value !== null) redact(value);
      }
    }

    return {
      // Called for each event. Return it, changed or not; null leaves it out; a throw makes it a dead letter.
      event(event) {
        redact(event.metadata);
        return event;
      },
    };
  },
});
