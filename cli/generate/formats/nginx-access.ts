import type { LineFormat } from '../format.js';
import { accessLogTime } from '../time-text.js';
import { combinedVisit, NGINX } from '../visits.js';

export const nginxAccess: LineFormat = {
  name: 'nginx-access',
  summary: "access log of nginx as its own `combined` has it: Apache's combined format with HTTP/2 and 499s",
  contentType: 'text/plain',
  lines: (random) => (millis) => combinedVisit(random, accessLogTime(millis), NGINX),
};
