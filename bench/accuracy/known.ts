import { KNOWN_OF_MESSAGES } from './known-messages.js';
import { KNOWN_OF_PROGRAMS } from './known-programs.js';
import { KNOWN_OF_SUITES } from './known-suites.js';
import type { FieldMiss } from './pairs.js';

/** Fields of other tools that we read otherwise on purpose. */
export interface Known {
  /** Of the formats, as the pairs name them. */
  readonly formats: RegExp;
  readonly fields: RegExp;
  /** Only where the value that is expected is like this. */
  readonly want?: RegExp;
  /** Only of records like this. */
  readonly records?: RegExp;
  /** Only where we have no field, and the message has the value in it. */
  readonly inRecord?: true;
  /** Only where the record was read as JSON or logfmt. */
  readonly jsonOnly?: true;
  readonly why: string;
}

export const KNOWN: readonly Known[] = [
  ...KNOWN_OF_PROGRAMS,
  ...KNOWN_OF_MESSAGES,
  {
    formats: /^postgresql_log/,
    fields: /^@timestamp$/,
    why: 'the zone that the record names counts; the tool leaves it out',
  },
  {
    formats: /^dd:/,
    fields: /^timestamp$/,
    want: /^1$/,
    why: 'the tool found no time; ours is that of the record, or of its arrival',
  },
  {
    formats: /^(?:cef|leef)/,
    fields: /^timestamp$/,
    want: /^correctTime$/,
    why: 'the suite does not say which time it expects',
  },
  {
    formats: /^kafka_/,
    fields: /component$/,
    want: /^unknown$/,
    why: 'the tool makes a name up where there is none',
  },
  {
    formats: /^iis_|^elasticsearch_audit/,
    fields: /^source\.(?:ip|port)$/,
    why: 'the address stays as it is written',
  },
  {
    formats: /^aws_alb/,
    fields: /_list$/,
    want: /^$/,
    why: 'where there is one target it stands under its own name',
  },
  {
    formats: /^apache_error|^syslog$/,
    fields: /^message$/,
    want: /^\[/,
    why: 'the message of a payload is what is left when its own fields are taken out',
  },
  {
    formats: /^dd:(?:harbor|haproxy|tenable|airflow)|^grok:HAPROXY/,
    fields: /(?:^|\.)(?:timestamp|date)$/,
    why: "the time of the payload is nearer to what happened than the envelope's",
  },
  {
    formats: /^(?:dd:harbor|dd:docker_daemon|dd:gitlab|syslog)$/,
    fields: /^message$/,
    want: /" (?:\d{3}|-) \d+/,
    why: 'the message of an access line is its request and status; all of it is in fields',
  },
  { formats: /^dd:hive/, fields: /method_name/, why: 'taken apart into file, function and line' },
  { formats: /^grok:(?:SFW2|SHOREWALL)/, fields: /tos|precedence/, why: 'the number keeps its 0x' },
  {
    formats: /^dd:/,
    fields: /duration$/,
    want: /^54$/,
    why: 'the milliseconds since the start are no duration',
  },
  {
    formats: /^metron:(?:leef|jsonMap)/,
    fields: /^timestamp$/,
    why: "the clock of the suite's own test",
  },
  {
    formats: /^auditd_/,
    fields: /^message$/,
    why: 'the message is the whole record, which has no text of its own',
  },
  {
    formats: /^nginx_error/,
    fields: /^message$/,
    want: /, client: /,
    why: 'the message is the text of the error; what follows it (client, server, request) is in fields',
  },
  {
    formats: /^grok:HTTPD_ERRORLOG/,
    fields: /^message$/,
    why: "the error's own text (70008) belongs to the message",
  },
  {
    formats: /^dd:kong|^dd:nginx/,
    fields: /^custom\.(?:error\.message|http\.url_details)/,
    why: 'the numbers before the text and the parts of the URL are fields of their own',
  },
  {
    formats: /^dd:airflow/,
    fields: /./,
    why: 'a line of a log within the message of another: the outer one is read',
  },
  {
    formats: /^dd:.*|^metron:bro|^elasticsearch_slowlog|^kibana|^logstash_slowlog/,
    fields: /duration|took|timestamp|\.ts$/i,
    jsonOnly: true,
    why: 'members of JSON keep their values as they are: text with a unit, other units, times within objects',
  },
];

export function knownReason(miss: FieldMiss): string | undefined {
  const { format, field, want } = miss;
  const text = String(want ?? '');
  return [...KNOWN, ...KNOWN_OF_SUITES].find(
    (known) =>
      (known.records?.test(miss.raw) ?? true) &&
      known.formats.test(format) &&
      known.fields.test(field) &&
      (known.want?.test(text) ?? true) &&
      (known.inRecord === undefined ||
        ((miss.unnamed || /message$|statement$/.test(field)) && miss.message.includes(text.trim()))) &&
      (known.jsonOnly === undefined || /^(?:json|logfmt)$/.test(miss.claimedBy)),
  )?.why;
}
