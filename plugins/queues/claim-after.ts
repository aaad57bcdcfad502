import { Duration } from '../../pipeline/plugin.js';

/** The option of every queue that several workers share. */
export const CLAIM_AFTER = Duration({
  description: 'Silence after which the chunks of a worker go to the others.',
  default: '60s',
  minimum: 100,
});
