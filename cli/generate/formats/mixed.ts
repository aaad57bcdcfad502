import type { LineFormat } from '../format.js';
import { apacheCombined } from './apache-combined.js';
import { json } from './json.js';
import { syslogRfc5424 } from './syslog-rfc5424.js';

/**
 * The reference workload of the benchmarks: half JSON, a quarter Apache combined and a quarter RFC 5424, interleaved;
 * 183 bytes a line on average with its line end. What changes its lines changes what recorded results mean.
 */
export const mixed: LineFormat = {
  name: 'mixed',
  summary: 'the reference workload: half json, a quarter apache-combined, a quarter syslog-rfc5424',
  contentType: 'text/plain',
  lines: (random) => {
    const object = json.lines(random);
    const turns = [object, apacheCombined.lines(random), object, syslogRfc5424.lines(random)];
    let turn = 0;
    return (millis) => turns[turn++ % turns.length]!(millis);
  },
};
