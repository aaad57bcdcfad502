import type { LineFormat } from '../format.js';
import { apacheCombined } from './apache-combined.js';
import { apacheCommon } from './apache-common.js';
import { json } from './json.js';
import { mixed } from './mixed.js';
import { nginxAccess } from './nginx-access.js';
import { plain } from './plain.js';
import { syslogRfc3164 } from './syslog-rfc3164.js';
import { syslogRfc5424 } from './syslog-rfc5424.js';

/** Every format that `laf generate` can make, in the order of its help. */
export const FORMATS: readonly LineFormat[] = [
  mixed,
  json,
  apacheCommon,
  apacheCombined,
  nginxAccess,
  syslogRfc5424,
  syslogRfc3164,
  plain,
];
