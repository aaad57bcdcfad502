import type { LogEvent } from '../../../pipeline/event.js';
import { PermanentError, Type } from '../../../pipeline/plugin.js';

/** The options that every transform has which takes a text apart. */
export const FIELD = Type.String({
  description: 'The field that is read.',
  default: 'message',
  minLength: 1,
});

export const ON_MISMATCH = Type.Union(
  [Type.Literal('keep'), Type.Literal('drop'), Type.Literal('dead-letter')],
  {
    description: 'What becomes of an event that does not match.',
    default: 'keep',
  },
);

export const OVERWRITE = Type.Boolean({
  description: 'Whether a field that the event has already is replaced; the field that is read always is.',
  default: true,
});

/** What becomes of an event whose `field` did not match. */
export function mismatched(
  event: LogEvent,
  onMismatch: 'keep' | 'drop' | 'dead-letter',
  field: string,
  pattern: string,
): LogEvent | null {
  if (onMismatch === 'dead-letter') throw new PermanentError(`${field} does not match ${pattern}`);
  return onMismatch === 'keep' ? event : null;
}
