import { jsonString } from '../../../pipeline/json-text.js';
import { unescapeLogText } from './escapes.js';
import { closingQuote } from './quoted.js';

/*
 * The parts of an access line: where each ends, and what it becomes in the metadata.
 */

const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const DASH = 45;
const ZERO = 48;
/** Longer numbers are no sizes; they stay text. */
const LONGEST_NUMBER = 18;

export function plainMember(name: string, value: string): string {
  return value === '-' || value === '' ? '' : `,"${name}":"${value}"`;
}

/** End of the client, or of the list of proxies and client that `%{X-Forwarded-For}i` writes: `a, b, c`. */
export function hostsEnd(record: string): number {
  let end = record.indexOf(' ');
  while (end > 0 && record.charCodeAt(end - 1) === COMMA) end = record.indexOf(' ', end + 1);
  return end;
}

/** In a list the client is the first. */
export function clientMembers(hosts: string): string {
  const comma = hosts.indexOf(',');
  if (comma < 0) return `{"client_ip":${jsonString(hosts)}`;
  const list = hosts.replaceAll('"', '');
  return `{"client_ip":${jsonString(list.slice(0, list.indexOf(',')))},"forwarded_for":${jsonString(list)}`;
}

/** End of a blank and a number or dash that a blank or the end of the record follows; -1 when there is none. */
export function numberEnd(record: string, start: number): number {
  if (record.charCodeAt(start) !== SPACE) return -1;
  let at = start + 1;
  if (record.charCodeAt(at) === DASH) at += 1;
  else while (record.charCodeAt(at) >= ZERO && record.charCodeAt(at) <= 57) at += 1;
  return at === start + 1 || (at < record.length && record.charCodeAt(at) !== SPACE) ? -1 : at;
}

/** End of a blank and a quoted text, or a dash without quotes; -1 when there is none. */
export function fieldEnd(record: string, start: number): number {
  if (record.charCodeAt(start) !== SPACE) return -1;
  if (record.charCodeAt(start + 1) === QUOTE) {
    const close = closingQuote(record, start + 2);
    return close < 0 ? -1 : close + 1;
  }
  return isDash(record, start + 1, start + 2) && !(record.charCodeAt(start + 2) > SPACE) ? start + 2 : -1;
}

export function isDash(record: string, start: number, end: number): boolean {
  return end - start === 1 && record.charCodeAt(start) === DASH;
}

/** `,"name":"value"`, or nothing where the log has a dash. */
export function wordMember(name: string, record: string, start: number, end: number): string {
  if (end <= start || isDash(record, start, end)) return '';
  return `,"${name}":${jsonString(unescapeLogText(record.slice(start, end)))}`;
}

/** The same for a text in quotes, which has none in it when the record is plain. */
export function fieldMember(
  name: string,
  record: string,
  start: number,
  end: number,
  plain: boolean,
): string {
  if (!plain) return record.charCodeAt(start) === QUOTE ? wordMember(name, record, start + 1, end - 1) : '';
  if (end - start < 3 || (end - start === 3 && record.charCodeAt(start + 1) === DASH)) return '';
  return `,"${name}":${record.slice(start, end)}`;
}

export function numberMember(name: string, record: string, start: number, end: number): string {
  if (isDash(record, start, end)) return '';
  const digits = record.slice(start, end);
  if (digits.length > LONGEST_NUMBER) return `,"${name}":"${digits}"`;
  return `,"${name}":${digits.charCodeAt(0) === ZERO ? Number(digits) : digits}`;
}

export function extraMember(record: string, start: number): string {
  return `,"extra":${jsonString(record.slice(start + 1))}`;
}
