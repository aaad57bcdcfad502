import { defineParser, Type } from '../../pipeline/plugin.js';
import { FRAME_LEADS, FRAME_SPECIFICITY, frameReader } from './support/applications/application-log.js';

/** https://docs.python.org/3/library/logging.html#logrecord-attributes */
export default defineParser({
  kind: 'parser',
  name: 'python-logging',
  summary:
    "Reads the usual formats of Python's logging, and of Flask, Celery, gunicorn, OpenStack and Airflow.",
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [python-logging] }',
  specificity: FRAME_SPECIFICITY,
  place: 'both',
  readBy: 'application-log',
  leads: FRAME_LEADS,
  sample: '2025-11-11 10:20:30,123 - shop.orders - WARNING - stock of item 12 is low',
  create: () => frameReader('python-logging'),
});
