import { Size } from '../../../pipeline/plugin.js';

/** The option `max_record` of sources of lines. */
export const MAX_LINE = Size({
  description: 'The longest line; a longer one becomes a dead letter with its first 64 KiB.',
  default: '1MiB',
  minimum: 1024,
  maximum: 64 * 1024 * 1024,
});
