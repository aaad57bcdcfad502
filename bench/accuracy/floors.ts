/**
 * How many per cent of the records of each format are claimed by the right parser, at least: what was reached when this
 * was written down (`node dist/bench/accuracy.js --floors` prints it), so that what gets worse is noticed.
 */
export const RIGHT_FLOORS: Readonly<Record<string, number>> = {
  'apache-combined': 100,
  json: 100,
  plain: 99,
  'syslog-rfc3164': 98,
  'syslog-rfc5424': 100,
};

/** Per cent of the expected fields of all pairs that are scored and of formats that we read. */
export const FIELDS_FLOOR = 30;
