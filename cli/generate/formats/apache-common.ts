import type { LineFormat } from '../format.js';
import { accessLogTime } from '../time-text.js';
import { APACHE, commonVisit } from '../visits.js';

export const apacheCommon: LineFormat = {
  name: 'apache-common',
  summary: "access log of Apache's httpd in the common format",
  contentType: 'text/plain',
  lines: (random) => (millis) => commonVisit(random, accessLogTime(millis), APACHE),
};
