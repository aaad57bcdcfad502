import type { AccessDraft } from './access-draft.js';
import { type ColumnRule, number, seconds, skip, status, text } from './column-rules.js';

/*
 * What becomes of the columns that `#Fields:` names, whoever writes the log: IIS, HTTP.sys, CloudFront, proxies.
 */

/** IIS and CloudFront write no blanks in a text: a plus or `%20` stands for them. */
const userAgent: ColumnRule = (draft, value) => {
  draft.text('user_agent', value.includes(' ') ? value : decoded(value.replaceAll('+', ' ')));
};

function decoded(value: string): string {
  if (!/%[\dA-Fa-f]{2}/.test(value)) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** Milliseconds (IIS); a fraction is seconds, as the draft of the W3C has it and CloudFront writes. */
const timeTaken: ColumnRule = (draft, value) =>
  draft.duration('duration_ms', value, value.includes('.') ? 1000 : 1);
const query: ColumnRule = (draft, value) => draft.text('query', value.replace(/^\?/, ''));
const url: ColumnRule = (draft, value) => (value === '-' ? draft : draft.url(value));
const httpVersion: ColumnRule = (draft, value) => draft.httpVersion(value);
const source: ColumnRule = (draft, value) => draft.source(value);

const RULES: Readonly<Record<string, ColumnRule>> = {
  date: skip,
  time: skip,
  'c-ip': text('client_ip'),
  'c-port': number('client_port'),
  'cs-username': text('user'),
  'c-auth-id': text('user'),
  's-ip': text('server_ip'),
  's-port': number('server_port'),
  's-computername': source,
  's-sitename': text('site'),
  's-siteid': text('site'),
  'cs-method': text('method'),
  'cs-uri-stem': text('path'),
  'cs-uri-query': query,
  'cs-uri': url,
  'sc-status': status,
  'sc-substatus': number('substatus'),
  'sc-win32-status': number('win32_status'),
  'sc-bytes': number('bytes'),
  bytes: number('bytes'),
  'cs-bytes': number('request_bytes'),
  'time-taken': timeTaken,
  'cs(user-agent)': userAgent,
  'cs(referer)': text('referrer'),
  'cs(referrer)': text('referrer'),
  'cs(cookie)': text('cookie'),
  'cs-host': text('host'),
  'cs(host)': text('host'),
  'x-host-header': text('host'),
  'cs-version': httpVersion,
  'cs-protocol-version': httpVersion,
  'cs-protocol': text('protocol'),
  'x-forwarded-for': text('forwarded_for'),
  's-xff': text('forwarded_for'),
  's-reason': text('reason'),
  's-queuename': text('queue'),
  streamid: text('stream_id'),
  'x-edge-location': text('edge_location'),
  'x-edge-request-id': text('request_id'),
  'x-edge-result-type': text('cache_result'),
  'x-edge-response-result-type': text('response_result'),
  'x-edge-detailed-result-type': text('detailed_result'),
  'time-to-first-byte': seconds('first_byte_ms'),
  'origin-fbl': seconds('origin_first_byte_ms'),
  'origin-lbl': seconds('origin_last_byte_ms'),
  'ssl-protocol': text('tls_version'),
  'ssl-cipher': text('tls_cipher'),
  'sc-content-type': text('content_type'),
  'sc-content-len': number('content_bytes'),
  'sc-range-start': number('range_start'),
  'sc-range-end': number('range_end'),
};

/** A column that nobody knows keeps its name, in snake case. */
export function putColumn(draft: AccessDraft, column: string, value: string): void {
  const name = column.toLowerCase();
  const rule = Object.hasOwn(RULES, name) ? RULES[name] : undefined;
  if (rule !== undefined) rule(draft, value);
  else draft.number(snakeCase(name), value);
}

function snakeCase(name: string): string {
  return name.replace(/[^a-z\d]+/g, '_').replace(/^_|_$/g, '') || 'column';
}
