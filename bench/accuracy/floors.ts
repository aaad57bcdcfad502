/**
 * How many per cent of the records of each format are claimed by the right parser, at least: what was reached when this
 * was written down (`node dist/bench/accuracy.js --floors` prints it), so that what gets worse is noticed.
 */
export const RIGHT_FLOORS: Readonly<Record<string, number>> = {
  'apache-combined': 100,
  'apache-error': 100,
  auditd: 100,
  'cisco-asa': 100,
  'docker-compose': 100,
  'docker-json': 100,
  'haproxy-http': 100,
  'iis-httperr': 100,
  iptables: 100,
  json: 100,
  'jvm-gc': 100,
  // Exceptions on a line of their own, which `multiline: auto` takes for records.
  kafka: 99.7,
  log4j: 100,
  logfmt: 100,
  logstash: 100,
  'mongodb-text': 100,
  monolog: 100,
  'mysql-general': 100,
  'mysql-slow': 100,
  'nginx-error': 100,
  pgbouncer: 100,
  plain: 99.5,
  postgresql: 99.9,
  'postgresql-csv': 100,
  redis: 100,
  squid: 100,
  'syslog-rfc3164': 99.3,
  'syslog-rfc5424': 100,
  traefik: 100,
  uwsgi: 100,
  w3c: 100,
  zap: 100,
  zookeeper: 100,
};

/** Per cent of the expected fields that are met, of all pairs that are scored. */
export const FIELDS_FLOOR = 95;

/** Formats of which real records are claimed by a second parser as well, as `winner, rival`. Each one is a mistake. */
export const KNOWN_RIVALS: readonly string[] = [];
