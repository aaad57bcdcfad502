import type { Known } from './known.js';

/*
 * Why fields of single suites are read otherwise. One entry stands for one habit of a suite.
 */

const OF_OPTIONS = 'told by the options of the test';
const NOT_IN_RECORD = 'made up by the tool: the record does not have it';

export const KNOWN_OF_SUITES: readonly Known[] = [
  {
    formats: /^metron:snort/,
    fields: /^timestamp$/,
    why: 'the tool takes the six digits behind the second for milliseconds',
  },
  // syslog
  {
    formats: /^syslog_rfc3164$/,
    fields: /^(?:priority|facility|severity)$/,
    want: /^0$/,
    why: NOT_IN_RECORD,
  },
  { formats: /^syslog_rfc3164$/, fields: /^hostname$/, want: /^(?:dummy|h)$/, why: OF_OPTIONS },
  { formats: /^syslog_rfc3164$/, fields: /^tag$/, want: /^(?:chronyd|tag)$/, why: OF_OPTIONS },
  {
    formats: /^syslog(?:_rfc3164)?$/,
    fields: /^(?:ident|tag|content|message|Message)$/,
    records: / (?:Use the BFG!|java\.lang\.NullPointerException)$/,
    why: 'a word without a colon or a process in brackets begins the message; the tool takes it for a program',
  },
  {
    formats: /^syslog$/,
    fields: /^(?:ident|pid|message)$/,
    records: /~!@#\$%\^&\*/,
    why: 'a name with brackets, blanks or quotes in it is no program',
  },
  {
    formats: /^syslog$/,
    fields: /^_time$/,
    want: /^Feb 28 12:00:00$/,
    records: /^Feb 28 00:00:12/,
    why: "the test's own format has the parts of the clock in another order",
  },
  {
    formats: /^syslog_rfc3164$/,
    fields: /^(?:Timestamp|Message)$/,
    records: / apache: /,
    why: 'the message is a record of its own, which is read: its time and its text count',
  },
  {
    formats: /^syslog_rfc5424$/,
    fields: /^StructuredData\./,
    want: /\\/,
    why: 'escapes are undone, as RFC 5424 §6.3.3 says',
  },
  {
    formats: /^syslog_rfc5424$/,
    fields: /^Message$/,
    want: /^\ufeff$/,
    why: 'a byte order mark is no part of the message',
  },
  {
    formats: /^syslog_rfc5424_datagram$/,
    fields: /^origin$/,
    want: /^true$/,
    why: 'an element without parameters is an empty object',
  },
  {
    formats: /^syslog_rfc5424_datagram$/,
    fields: /^version$/,
    records: /^<\d+>2$/,
    why: 'a number behind the priority and nothing else is a message, as in RFC 3164',
  },

  // names with values
  { formats: /^logfmt$/, fields: /^d$/, want: /^$/, why: 'a name without a value is true' },
  { formats: /^logfmt$/, fields: /^y$/, why: 'of a name given twice both values stay' },
  {
    formats: /^key_value$/,
    fields: /^(?:goodbye|goo|\[?emptybracketed\]?|empty_bracketed|bracketed)$/,
    why: `options of the tool: brackets are quotes, blanks may be escaped, a name is ${OF_OPTIONS}`,
  },
  {
    formats: /^key_value$/,
    fields: /^field$/,
    want: /\\t/,
    why: 'escapes within quotes are undone',
  },
  {
    formats: /^json$/,
    fields: /^(?:Attributes|Body)$/,
    want: /^(?:\{\}|\[object Object\])$/,
    why: 'an object without members has no fields; the message is the record',
  },

  // web, cloud, databases
  {
    formats: /^lnav:access_log/,
    fields: /^level$/,
    want: /^error$/,
    why: 'a status of 400 to 499 is a warning, of 500 and more an error',
  },
  {
    formats: /^apache_error$/,
    fields: /^message[12]$/,
    why: 'the parts are the number, the text and the code of the error, and the message is whole',
  },
  {
    formats: /^apache_error$/,
    fields: /^timestamp$/,
    records: /- - - -$/,
    why: 'a time without a zone is UTC unless told; the test sets a zone of its own',
  },
  {
    formats: /^aws_alb$/,
    fields: /^request_url$/,
    want: /:80-$/,
    why: 'a request that was none (`- http://…:80- -`) stays whole as `request`',
  },
  {
    formats: /^grok:ELB_ACCESS_LOG$/,
    fields: /^port$/,
    why: 'the tool has two ports under one name; ours are `client_port` and a part of `url`',
  },
  { formats: /^grok:S3_ACCESS_LOG$/, fields: /^referrer$/, want: /^"-"$/, why: 'a dash is nothing' },
  {
    formats: /^(?:klog|glog)$/,
    fields: /./,
    records: /^\s/,
    why: 'an indented line goes on with the record before it and is no record',
  },
  {
    formats: /^mysql_slowlog$/,
    fields: /./,
    records: /(?:WHERE|< 1000;|^SELECT \*)\n(?:#|SET|use)/m,
    why: 'a statement cut off by the head of another: two records in one, of which the first is read',
  },
  {
    formats: /^mysql_slowlog$/,
    fields: /^queryKey$/,
    want: /^use /,
    why: 'the database that is chosen is a field, and no statement is left',
  },
  {
    formats: /^mysql_slowlog$/,
    fields: /^queryKey$/,
    records: /mysqld, Version: /,
    why: "the heading of a server that starts is within the pair's record; `multiline: auto` ends the record before it",
  },
  {
    formats: /^mysql_slowlog$/,
    fields: /^clientKey$/,
    want: /^\[?\]?$/,
    why: 'there is no client',
  },
  {
    formats: /^mongodb_text$/,
    fields: /^(?:command|query|locks|storage)|^planSummary$|^protocol$/,
    why: "the documents of a command are the shell's own notation, and stay in the message, which is kept whole",
  },

  // security
  {
    formats: /^cef$/,
    fields: /./,
    records: /^Syslogdate Sysloghost /,
    why: 'two words that are neither time nor host of any syslog stand before CEF',
  },
  {
    formats: /^metron:leef$/,
    fields: /^sev$|TargetType$/,
    want: / \w+$/,
    why: 'the tool cuts at the second equals sign: `sev=8 cn1=37` is no severity `8 cn1`',
  },
  {
    formats: /^grok:(?:SFW2|SHOREWALL)$/,
    fields: /reserved_bits$/,
    why: 'the number keeps its 0x',
  },
  {
    formats: /^grok:SFW2$/,
    fields: /action$/,
    why: 'the action is the word that says it (drop); what stands around it is in `rule`',
  },
  {
    formats: /^grok:HAPROXYHTTP$/,
    fields: /^syslog_timestamp$/,
    why: "the time of the payload is nearer to what happened than the envelope's, which is in `envelope`",
  },
  {
    formats: /^grok:CATALINALOG$/,
    fields: /^logmessage$/,
    why: 'the method and the level of the second line are fields',
  },
  {
    formats: /^grok:/,
    fields: /./,
    inRecord: true,
    why: 'the transform `grok` takes it out with the same pattern; the parser keeps the message whole',
  },
];
