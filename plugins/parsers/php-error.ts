import { defineParser, Type } from '../../pipeline/plugin.js';
import { FrameReader } from './support/applications/frame-reader.js';
import { PHP_WHOLE } from './support/applications/scripting-frames.js';

/** https://www.php.net/manual/en/errorfunc.configuration.php#ini.error-log */
export default defineParser({
  kind: 'parser',
  name: 'php-error',
  summary: 'Reads the error log of PHP and PHP-FPM.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [php-error] }',
  specificity: 90,
  place: 'both',
  leads: '[P',
  sample:
    '[11-Nov-2025 10:20:30 UTC] PHP Warning:  Undefined variable $order in /srv/shop/pay.php on line 12',
  create: () => new FrameReader({ whole: PHP_WHOLE }),
});
