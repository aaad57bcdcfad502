import type { FieldMiss } from './pairs.js';

/** Fields of other tools that we read otherwise on purpose. */
interface Known {
  /** Of the formats, as the pairs name them. */
  readonly formats: RegExp;
  readonly fields: RegExp;
  /** Only where the value that is expected is like this. */
  readonly want?: RegExp;
  /** Only where the message of ours, or the record, has the value in it. */
  readonly inRecord?: true;
  readonly why: string;
}

export const KNOWN: readonly Known[] = [
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
    formats: /^nats_/,
    fields: /msg\.type$/,
    why: 'the tool names kinds of messages; ours keeps the words of the record',
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
    formats: /^apache_error|^nginx_error|^syslog$/,
    fields: /^message$/,
    want: /^\[/,
    why: 'the message of a payload is what is left when its own fields are taken out',
  },
  {
    formats: /^dd:|^auditd_|^nats_|^icinga_|^grok:/,
    fields: /./,
    inRecord: true,
    why: 'the tool takes it from the words of the message, which is kept whole',
  },
];

export function knownReason(miss: FieldMiss): string | undefined {
  const { format, field, want } = miss;
  const text = String(want ?? '');
  return KNOWN.find(
    (known) =>
      known.formats.test(format) &&
      known.fields.test(field) &&
      (known.want?.test(text) ?? true) &&
      (known.inRecord === undefined || (miss.unnamed && miss.message.includes(text))),
  )?.why;
}
