/*
 * What the formats of the pairs are with us.
 */

/** A group of pairs. */
export interface PairFormat {
  readonly formats: RegExp;
  /** Only of records like this. */
  readonly records?: RegExp;
  /** The formats that are right; absent when the pairs are scored only as far as somebody claims them. */
  readonly ours?: readonly string[];
  /** Set when the pairs are no records, or none of a format that we read: the reason. */
  readonly unscored?: string;
}

const BY_OPTIONS = 'its columns are told by the options of the test';
const FUNCTION = 'a test of one function, which gets an argument and no record';

/** The first that fits counts. */
export const PAIR_FORMATS: readonly PairFormat[] = [
  {
    formats:
      /^(?:duration|bytes|query_string|xml|regex|url|user_agent|int|float|bool|tokens|etld|influxdb|proto|cbor|ruby_hash|severity|grok|aws_cwl|multiline_split|dateparse)$/,
    unscored: FUNCTION,
  },
  { formats: /^timestamp$/, unscored: 'a time and nothing else; see the table of times' },
  { formats: /^multiline:|^stacktrace_/, unscored: 'a test of joining lines; see plugins/sources' },
  {
    formats: /^syslog_.*(?:_stream|_octet_counted|_non_transparent|_field)$/,
    unscored: 'a test of framing, or of one field; see plugins/sources',
  },
  {
    formats: /^(?:ltsv|tsv|key_value_.*|httpd_logformat|regexp|nginx_access_custom)$/,
    unscored: BY_OPTIONS,
  },
  { formats: /^aws_vpc_flow$/, records: /^(?:- eni-|11 \d)/, unscored: BY_OPTIONS },
  {
    formats: /^syslog_rfc5424$/,
    records: /^1 |^<34>1 \S+ su - /,
    unscored: 'priority and host, which the record does not have, are told by the options of the test',
  },
  {
    formats:
      /^metron:websphere$|^grok:(?:RT_FLOW\d|NETSCREENSESSIONLOG|EXIM)$|^dd:(?:postfix|aerospike|citrix_hypervisor|pan_firewall|azure_iot_edge|nfsstat|gitlab_runner|openldap|varnish_ncsa)$/,
    unscored: 'a format of its own that we do not have: read as the syslog around it, or as plain',
  },
  {
    formats:
      /^grok:(?:CISCOFW\w+|30\d+|HTTPDATE|LOGLEVEL|IPORHOST|UNIXPATH|WINPATH|URI\w+|IPV4|URN|MAVEN_VERSION|REDISTIMESTAMP|JAVASTACKTRACEPART)$/,
    unscored: 'a pattern for a part of a record',
  },
  {
    formats: /^(?:apache_common|apache_combined|nginx_combined)$/,
    ours: ['apache-common', 'apache-combined'],
  },
  { formats: /^apache_error$/, ours: ['apache-error'] },
  { formats: /^nginx_error$/, ours: ['nginx-error'] },
  { formats: /^klog$/, ours: ['klog'] },
  { formats: /^glog$/, ours: ['glog'] },
  { formats: /^cef$/, ours: ['cef'] },
  { formats: /^leef$|leef$/, ours: ['leef'] },
  { formats: /^aws_alb$/, ours: ['aws-alb'] },
  { formats: /^aws_vpc_flow$/, ours: ['aws-vpc-flow'] },
  { formats: /^syslog_rfc5424$/, ours: ['syslog-rfc5424'] },
  { formats: /^syslog_rfc3164$/, ours: ['syslog-rfc3164'] },
  { formats: /^grok:(?:CATALINALOG|TOMCATLOG)$/, ours: ['java-util-logging'] },
  {
    formats: /^(?:kafka|elasticsearch|mongodb|mysql|postgresql|redis|iis|haproxy|traefik|nats|auditd)_/,
    ours: [],
  },
];

export function pairFormatOf(format: string, record: string): PairFormat {
  const found = PAIR_FORMATS.find(
    ({ formats, records }) => formats.test(format) && (records?.test(record) ?? true),
  );
  return found ?? { formats: /$/ };
}
