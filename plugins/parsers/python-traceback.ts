import { defineParser, Type } from '../../pipeline/plugin.js';
import { FrameReader } from './support/applications/frame-reader.js';
import { PYTHON_TRACEBACK } from './support/applications/runtime-frames.js';

/** https://docs.python.org/3/library/traceback.html */
export default defineParser({
  kind: 'parser',
  name: 'python-traceback',
  summary: 'Reads an exception of Python with its traceback.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [python-traceback] }',
  specificity: 90,
  place: 'both',
  leads: 'T',
  sample:
    'Traceback (most recent call last):\n  File "/srv/shop/pay.py", line 12, in pay\n    total = 1 / 0\nZeroDivisionError: division by zero',
  create: () => new FrameReader({ whole: PYTHON_TRACEBACK }),
});
