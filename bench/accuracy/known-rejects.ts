/** Records that a suite rejects and that are claimed all the same, on purpose. */
interface KnownReject {
  readonly format: string;
  readonly raw: RegExp;
  readonly why: string;
}

export const KNOWN_REJECTS: readonly KnownReject[] = [
  {
    format: 'syslog_rfc3164',
    raw: /^<\d+>/,
    why: 'a priority and anything is a syslog message without a header (RFC 3164, section 4.3.3)',
  },
  {
    format: 'syslog_rfc5424',
    raw: /\S{33}/,
    why: 'names longer than the RFC writes are read: they say nothing else',
  },
  {
    format: 'syslog_rfc5424',
    raw: /^<\d+>\d 20\d\d-\d\d-\d\d(?:t|.*\dz )/,
    why: 'RFC 3339 allows its letters in lower case',
  },
  {
    format: 'syslog_rfc5424',
    raw: /\[(id1|dupe).*\[\1/,
    why: 'an element that comes twice has both of its values',
  },
  {
    format: 'syslog_rfc5424',
    raw: /escape="(?:[^"]*\]|\\n)/,
    why: 'brackets and backslashes without escapes are what many programs write',
  },
  { format: 'json', raw: /^\{"top_layer"/, why: 'rejected for an option of that test, valid JSON' },
  {
    format: 'cef',
    raw: /^CEF:/,
    why: 'what begins as CEF is CEF, broken or cut off as the rest may be; the rest is kept',
  },
  {
    format: 'klog',
    raw: /^I0000 /,
    why: 'a time that does not exist is none, as in every format; the record is one',
  },
  { format: 'glog', raw: /^I20210000 /, why: 'the same' },
];

export function knownRejectReason(format: string, raw: string): string | undefined {
  return KNOWN_REJECTS.find((known) => known.format === format && known.raw.test(raw))?.why;
}
