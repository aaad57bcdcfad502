/** What the label of a file in the corpora stands for here. */
export interface Label {
  /** The formats that are right, the first one of them preferred; absent when the files hold no lines of one format. */
  readonly formats?: readonly string[];
  /** Formats that are true but say less: an envelope whose message was not read. Missed, and no false claim. */
  readonly vague?: readonly string[];
  /** How records begin, where a line that goes on cannot be told by itself and users have to say it, too. */
  readonly start?: RegExp;
  /** Records that are none of the format: comments, headings, what was broken on purpose. */
  readonly not?: RegExp;
  /** Why the label, or what `not` names, is left out. */
  readonly why?: string;
}

const SYSLOG = ['syslog-rfc3164', 'syslog-rfc5424'];
const BRACKETED_DAY = /^\[\d{4}-\d\d-\d\d/;
const MYSQL_SLOW: Label = {
  formats: ['mysql-slow'],
  not: /^(?:\S*mysqld, Version:|Tcp port:|Time +Id )/,
  why: 'the heading of the file',
};
const W3C_DIRECTIVE = {
  not: /^#/,
  why: 'directives, which hold for the lines after them and are no records',
};
const ACCESS = ['apache-combined', 'apache-common'];

/** The formats of the files of corpora/raw, by the label that DETECT.tsv gives them. */
export const LABELS: Readonly<Record<string, Label>> = {
  // web servers
  access_combined: {
    formats: [...ACCESS, 'nginx-combined'],
    not: /^\[\d\d\/\w{3}\/\d{4}.* TLSv/,
    why: 'one line of a TLS request log, a format of its own',
  },
  access_traefik: {
    formats: ['traefik', ...ACCESS],
  },
  apache_error: { formats: ['apache-error'] },
  nginx_error: { formats: ['nginx-error'] },
  squid: { formats: ['squid'] },
  w3c_iis: { formats: ['w3c'], ...W3C_DIRECTIVE },
  w3c_iis_httperr: { formats: ['iis-httperr', 'w3c'], ...W3C_DIRECTIVE },
  lnav_access_log: { formats: ACCESS },
  lnav_caddy_log: { formats: ['docker-compose', 'caddy'], vague: ['json'] },
  lnav_cloudflare: { formats: ['json', 'cloudflare'] },
  lnav_haproxy: { formats: ['haproxy-http', 'haproxy-tcp', 'haproxy'], vague: SYSLOG },
  lnav_uwsgi: { formats: ['uwsgi'] },
  lnav_w3c: { formats: ['w3c'], ...W3C_DIRECTIVE },
  lnav_w3c_big: { formats: ['w3c'], ...W3C_DIRECTIVE },
  lnav_regexp_access_log: {
    formats: ['plain', ...ACCESS],
  },
  lnav_bad_access_log: {
    formats: [...ACCESS],
    not: /^\S+ \[/,
    why: 'one line in the middle is broken on purpose',
  },

  // syslog and what comes in it
  auditd: { formats: ['auditd'] },
  cisco_asa_syslog: { formats: ['cisco-asa'], vague: SYSLOG },
  iptables: { formats: ['iptables'], vague: SYSLOG },
  syslog_haproxy: { formats: ['haproxy-http', 'haproxy-tcp', 'haproxy'], vague: SYSLOG },
  syslog_postgres: { formats: ['postgresql'], vague: SYSLOG },
  syslog_rfc3164: {
    formats: [...SYSLOG, 'cisco-asa'],
    not: /^WHAT@!$/,
    why: 'a line that is wrong on purpose',
  },
  syslog_rfc3164_nopri: { formats: [...SYSLOG, 'sshd', 'sudo', 'cron'] },
  syslog_rfc5424: { formats: ['syslog-rfc5424'] },
  lnav_dst: { formats: SYSLOG },
  lnav_pretty: { formats: SYSLOG },
  lnav_syslog: { formats: [...SYSLOG, 'sudo'] },
  lnav_syslog_fr: { formats: ['plain', ...SYSLOG], why: 'a month in French' },
  lnav_syslog_with_access_log: { formats: [...SYSLOG, 'sudo', ...ACCESS] },
  lnav_syslog_with_mixed_times: { formats: SYSLOG },
  lnav_bad_syslog: { formats: [...SYSLOG, 'sudo'] },
  lnav_with_zones: { formats: [...SYSLOG, 'cron'] },

  // applications
  jvm_gc: {
    formats: ['jvm-gc'],
    not: /^(?:OpenJDK|Java HotSpot|Memory: |CommandLine flags: )/,
    why: 'the heading of the file',
  },
  log4j_bracket: { formats: ['kafka', 'log4j'] },
  log4j_bracket_multiline: { formats: ['kafka', 'log4j'] },
  lnav_java: { formats: ['log4j', 'spring-boot'] },
  lnav_laravel: { formats: ['monolog'], start: BRACKETED_DAY },
  lnav_spark: { formats: ['log4j', 'spark'] },
  lnav_mux_zookeeper: { formats: ['zookeeper', 'log4j', 'plain'] },
  lnav_zap_console: { formats: ['zap', 'zap-console', 'plain'] },
  lnav_generic: { formats: ['plain', 'python-logging', 'log4j', ...SYSLOG] },
  lnav_generic_nanos: { formats: ['plain', 'python-logging', 'log4j'] },
  lnav_generic_with_header: {
    formats: ['plain', 'python-logging', 'log4j'],
    not: /^Header/,
    why: 'the heading of the file',
  },
  lnav_invalid_tz: { formats: ['plain', ...SYSLOG] },
  lnav_vami: { formats: ['plain', 'log4j', 'python-logging'] },
  lnav_vmw_log: { formats: ['plain', 'vmware', ...SYSLOG] },
  lnav_vpxd: { formats: ['plain', 'vmware', ...SYSLOG] },
  lnav_yday: { formats: ['plain', 'python-logging', 'log4j'] },
  lnav_cxx: { formats: ['plain'] },
  lnav_epoch: { formats: ['plain'] },
  lnav_strace_log: { formats: ['plain', 'strace'] },
  lnav_tai64n: { formats: ['plain'] },
  lnav_tcf: { formats: ['plain'] },

  // databases
  mongodb_text: { formats: ['mongodb-text'] },
  mysql_slowlog: MYSQL_SLOW,
  lnav_mysql_slow: MYSQL_SLOW,
  lnav_mysql_gen: {
    formats: ['mysql-general', 'plain'],
    not: /^\S*mysqld, Version:/,
    why: 'the heading of the file',
  },
  pgbouncer: { formats: ['pgbouncer'] },
  postgres_csvlog: { formats: ['postgresql-csv'] },
  postgresql: { formats: ['postgresql'] },
  lnav_postgres: { formats: ['postgresql'] },
  redis: { formats: ['redis'] },
  logstash: { formats: ['logstash', 'log4j', 'elasticsearch'], start: BRACKETED_DAY },

  // JSON and other members with names
  docker_json: { formats: ['docker-json'], vague: ['json'] },
  json: {
    formats: ['json', 'elasticsearch', 'gcp', 'cloudtrail', 'ecs', 'postgresql', 'postgresql-json', 'zeek'],
    start: /^\{/,
  },
  json_bunyan: { formats: ['json', 'bunyan'], not: /^[^{]/, why: 'comments of the suite' },
  json_suricata: { formats: ['json', 'suricata'] },
  lnav_bunyan: { formats: ['json', 'bunyan'] },
  lnav_json: { formats: ['json'] },
  lnav_json2: { formats: ['json'] },
  lnav_json_subsec: { formats: ['json'] },
  lnav_muxed_syslog: { formats: ['json', ...SYSLOG] },
  lnav_nextcloud: { formats: ['json', 'nextcloud'] },
  lnav_pino: { formats: ['json', 'pino'] },
  lnav_rust_tracing: { formats: ['json'] },
  lnav_grafana: { formats: ['logfmt'] },
  lnav_logfmt: { formats: ['logfmt'] },

  // containers
  lnav_docker_compose: { formats: ['docker-compose'] },
  lnav_docker_compose_with_ts: { formats: ['docker-compose'] },

  // no format of lines
  lnav_invalid_json2: { why: 'the last object is cut off in the middle on purpose' },
  lnav_json_invalid: { why: 'lines between the objects are broken on purpose' },
  lnav_mixed_json2: { why: 'several formats in one file' },
  lnav_openam: { why: 'two lines of a table without its heading' },
  lnav_tcsh_history: { why: "a shell's history, no log" },
};
