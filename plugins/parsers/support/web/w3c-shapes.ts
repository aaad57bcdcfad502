/*
 * The columns of records that come without their `#Fields` line, known by their shape: the sets that IIS and HTTP.sys
 * write unless told otherwise, and CloudFront's, which cannot be told.
 */

const METHOD = /^[A-Z][A-Z_-]{1,23}$/;
const NUMBER = /^\d+$/;
const PORT = /^(?:\d{1,5}|-)$/;
const VERSION = /^(?:HTTP\/[\d.]+|-)$/;

/** What stands between the time and the method, by how many there are. */
const BEFORE_METHOD: Readonly<Record<number, readonly string[]>> = {
  1: ['s-ip'],
  2: ['s-sitename', 's-ip'],
  3: ['s-sitename', 's-computername', 's-ip'],
};
const REQUEST = ['cs-method', 'cs-uri-stem', 'cs-uri-query', 's-port', 'cs-username', 'c-ip'];
/** What stands between the user agent and the numbers. */
const TEXTS: readonly (readonly string[])[] = [
  [],
  ['cs(Referer)'],
  ['cs(Cookie)', 'cs(Referer)'],
  ['cs(Cookie)', 'cs(Referer)', 'cs-host'],
];
const STATUS = ['sc-status', 'sc-substatus', 'sc-win32-status'];
const NUMBERS: Readonly<Record<number, readonly string[]>> = {
  3: STATUS,
  4: [...STATUS, 'time-taken'],
  5: [...STATUS, 'sc-bytes', 'cs-bytes'],
  6: [...STATUS, 'sc-bytes', 'cs-bytes', 'time-taken'],
};

/** The columns of a record of IIS; undefined when it has not its shape. */
export function iisColumns(fields: readonly string[]): readonly string[] | undefined {
  const methodAt = [3, 4, 5].find((at) => METHOD.test(fields[at] ?? '') && isRequest(fields, at));
  if (methodAt === undefined) return undefined;
  const before =
    methodAt === 3 && fields[2]!.startsWith('W3SVC') ? ['s-sitename'] : BEFORE_METHOD[methodAt - 2]!;
  const versionAt = methodAt + REQUEST.length;
  const version = (fields[versionAt] ?? '').startsWith('HTTP/') ? ['cs-version'] : [];
  const agentAt = versionAt + version.length;
  const numbers = Math.min(trailingNumbers(fields), 6);
  const texts = TEXTS[fields.length - numbers - agentAt - 1];
  const trailing = NUMBERS[numbers];
  if (texts === undefined || trailing === undefined) return undefined;
  if (!/^\d{3}$/.test(fields[fields.length - numbers]!)) return undefined;
  return ['date', 'time', ...before, ...REQUEST, ...version, 'cs(User-Agent)', ...texts, ...trailing];
}

function isRequest(fields: readonly string[], methodAt: number): boolean {
  return /^[/*]/.test(fields[methodAt + 1] ?? '') && NUMBER.test(fields[methodAt + 3] ?? '');
}

function trailingNumbers(fields: readonly string[]): number {
  let count = 0;
  while (count < fields.length && NUMBER.test(fields[fields.length - 1 - count]!)) count += 1;
  return count;
}

const ERROR_HEAD = ['date', 'time', 'c-ip', 'c-port', 's-ip', 's-port', 'cs-version', 'cs-method', 'cs-uri'];
const ERROR_TAIL = ['sc-status', 's-siteid', 's-reason', 's-queuename'];
const ERRORS: Readonly<Record<number, readonly string[]>> = {
  13: [...ERROR_HEAD, ...ERROR_TAIL],
  14: [...ERROR_HEAD, 'streamid', ...ERROR_TAIL],
  15: [...ERROR_HEAD, 'streamid', ...ERROR_TAIL, 'transport'],
};

/** The columns of a record of HTTP.sys; undefined when it has not its shape. */
export function httpErrorColumns(fields: readonly string[]): readonly string[] | undefined {
  const columns = ERRORS[fields.length];
  if (columns === undefined || !PORT.test(fields[3]!) || !PORT.test(fields[5]!)) return undefined;
  const reason = fields[columns.indexOf('s-reason')]!;
  return VERSION.test(fields[6]!) && /^(?:[A-Z][A-Za-z_/]+|-)$/.test(reason) ? columns : undefined;
}

const CLOUDFRONT =
  'date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) ' +
  'cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken ' +
  'x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status ' +
  'fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len ' +
  'sc-range-start sc-range-end';
const CLOUDFRONT_COLUMNS = CLOUDFRONT.split(' ');
/** Without the columns that came later. */
const FEWEST_OF_CLOUDFRONT = 19;

/** The columns of a record of CloudFront; undefined when it has not its shape. */
export function cloudFrontColumns(fields: readonly string[]): readonly string[] | undefined {
  if (fields.length < FEWEST_OF_CLOUDFRONT || !/^[A-Z]{3}\d/.test(fields[2]!)) return undefined;
  return METHOD.test(fields[5]!) && /^\d{3}$/.test(fields[8]!) ? CLOUDFRONT_COLUMNS : undefined;
}
