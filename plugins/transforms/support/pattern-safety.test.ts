import { expect, it } from 'vitest';
import { isExponential } from './pattern-safety.js';

it.each([
  '^(a+)+$',
  '^(\\w+\\s?)*$',
  '^(?:\\d+|\\d+x)*$',
  '(x+x+)+y',
  '(a|a)*b',
  '(.*)*x',
  '(a*)*b',
  '([a-z]+)*\\d',
  '((a{1,10}){1,10}){1,10}b',
  '(?:a?){30}a{30}',
  '^(?=(b+)+c)b',
  '(?:\\w|[a-f])+$',
  '(?:ü|[^a])+$',
])('refuses %s', (pattern) => {
  expect(isExponential(pattern)).toBe(true);
});

it.each([
  '(?<a>\\S+) (?<b>\\S+) \\[(?<c>[^\\]]+)\\]',
  '^(\\S+) .* (\\S+) .* end$',
  '(?:[^"\\\\]|\\\\.)*"',
  '^(?:a|ab)*c$',
  '(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}\\d+',
  '^(?:\\d{5})*$',
  '^(?:[a-z]+,)*[a-z]+$',
  '^(?:a|b|\\d+x)+$',
  'a{2,900}b',
  '^(?:(?:\\w+)=(?:\\S+) )*$',
])('lets %s pass', (pattern) => {
  expect(isExponential(pattern)).toBe(false);
});
