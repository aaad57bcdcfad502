import type { LineFormat } from '../format.js';
import { apacheCombined } from './apache-combined.js';
import { apacheCommon } from './apache-common.js';
import { CLOUDS } from './clouds.js';
import { DAEMONS } from './daemons.js';
import { DATABASES } from './databases.js';
import { everything } from './everything.js';
import { json } from './json.js';
import { JSON_VENDORS } from './json-vendors.js';
import { LOGGERS } from './loggers.js';
import { mixed } from './mixed.js';
import { nginxAccess } from './nginx-access.js';
import { plain } from './plain.js';
import { RUNTIMES } from './runtimes.js';
import { SECURITY } from './security.js';
import { SYSLOG_PROGRAMS } from './syslog-programs.js';
import { syslogRfc3164 } from './syslog-rfc3164.js';
import { syslogRfc5424 } from './syslog-rfc5424.js';
import { WEB } from './web.js';

/** Those written by their own code, and the families of those that are written from templates. */
const SINGLE: readonly LineFormat[] = [
  json,
  apacheCommon,
  apacheCombined,
  nginxAccess,
  syslogRfc5424,
  syslogRfc3164,
  plain,
  ...WEB,
  ...CLOUDS,
  ...SYSLOG_PROGRAMS,
  ...SECURITY,
  ...LOGGERS,
  ...RUNTIMES,
  ...DAEMONS,
  ...DATABASES,
  ...JSON_VENDORS,
];

/** Every format that `laf generate` can make, in the order in which it lists them. */
export const FORMATS: readonly LineFormat[] = [mixed, everything(SINGLE), ...SINGLE];
