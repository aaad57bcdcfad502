import type { LineFormat } from '../format.js';
import { accessLogTime } from '../time-text.js';
import { APACHE, combinedVisit } from '../visits.js';

export const apacheCombined: LineFormat = {
  name: 'apache-combined',
  summary: "access log of Apache's httpd in the combined format, with referrer and user agent",
  contentType: 'text/plain',
  lines: (random) => (millis) => combinedVisit(random, accessLogTime(millis), APACHE),
};
