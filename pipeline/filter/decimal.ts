import { LosslessNumber } from 'lossless-json';

/*
 * Exact arithmetic would be too much: filters only compare numbers and print them. A number's text is read as
 * sign, digits and exponent, so that what a double cannot hold is compared as PostgreSQL's numeric does.
 */

/** A number in a filter. */
export interface Numeral {
  /** Without leading zeros or a plus: a number in JSON, in jsonpath and for PostgreSQL's numeric. */
  readonly text: string;
  readonly double: number;
  /** A double cannot stand for it: an integer that is too long, or nearly too large or small for one. */
  readonly beyondDouble: boolean;
}

/** A number as metadata holds it; the last two are what `parseJson` makes of numbers beyond a double. */
export type JsonNumber = number | bigint | LosslessNumber;

export function isJsonNumber(value: unknown): value is JsonNumber {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof LosslessNumber;
}

const NUMERAL = /^(-?)0*(\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?)$/;

/** Reads `-12.50` or `1e5`, with an exponent of three digits at most; undefined for anything else. */
export function parseNumeral(text: string): Numeral | undefined {
  const match = NUMERAL.exec(text);
  if (match === null) return undefined;
  const plain = `${match[1]}${match[2]}`;
  const double = Number(plain);
  return { text: plain, double, beyondDouble: isBeyondDouble(plain, Math.abs(double)) };
}

function isBeyondDouble(text: string, double: number): boolean {
  if (double < 1e-300 || double > 1e300) return true;
  return double > Number.MAX_SAFE_INTEGER && /^-?\d+$/.test(text);
}

/** Texts that count as numbers in comparisons; the bounds keep PostgreSQL's cast from overflowing. */
export const NUMBER_TEXT = '^-?[0-9]{1,40}([.][0-9]{1,40})?$';
const NUMBER_TEXT_PATTERN = new RegExp(NUMBER_TEXT);

export function isNumberText(text: string): boolean {
  return NUMBER_TEXT_PATTERN.test(text);
}

/** Below, above or at zero as `value` is less than, greater than or equal to `numeral`. */
export function compareNumber(value: JsonNumber, numeral: Numeral): number {
  // A double stands for the text it was read from, so the numeral is rounded in the same way; integers are exact.
  if (typeof value === 'number' && !numeral.beyondDouble) return value - numeral.double;
  return compareDecimals(value.toString(), numeral.text);
}

/** Compares two numbers written as decimals, with or without an exponent, exactly. */
export function compareDecimals(left: string, right: string): number {
  const a = parseDecimal(left);
  const b = parseDecimal(right);
  if (a.sign !== b.sign) return a.sign - b.sign;
  if (a.exponent !== b.exponent) return a.exponent < b.exponent ? -a.sign : a.sign;
  if (a.digits === b.digits) return 0;
  return a.digits < b.digits ? -a.sign : a.sign;
}

/** The value is sign × 0.digits × 10^exponent; digits neither begin nor end with 0. Zero has no digits and sign 0. */
interface Decimal {
  sign: number;
  digits: string;
  exponent: number;
}

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

function parseDecimal(text: string): Decimal {
  const [, sign, whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(text) ?? [];
  const all = whole + fraction;
  const significant = all.replace(/^0+/, '');
  if (significant === '') return { sign: 0, digits: '', exponent: 0 };
  return {
    sign: sign === '-' ? -1 : 1,
    digits: withoutTrailingZeros(significant),
    exponent: Number(exponent) + whole.length - (all.length - significant.length),
  };
}

/** By hand, because `/0+$/` takes quadratic time over zeros that are followed by another digit. */
function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
}

/** As far as PostgreSQL's numeric goes; no event with more digits could be stored. */
const MOST_DIGITS = 131_072;

/** The number without exponent and trailing zeros, as `trim_scale` prints it: `1e3` is `1000`, `1.50` is `1.5`. */
export function plainText(value: JsonNumber): string {
  const { sign, digits, exponent } = parseDecimal(value.toString());
  if (sign === 0 || Math.abs(exponent) > MOST_DIGITS) return '0';
  const minus = sign < 0 ? '-' : '';
  if (exponent <= 0) return `${minus}0.${'0'.repeat(-exponent)}${digits}`;
  if (exponent >= digits.length) return minus + digits.padEnd(exponent, '0');
  return `${minus}${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
}
