import { expect, it } from 'vitest';
import { splitStackTrace } from './support/stack-trace.js';

type Case = [language: string, text: string, message: string, exception: string, start: string];

it.each<Case>([
  [
    'Java',
    'pay failed\njava.io.IOException: gone\nfor good\n\tat a.B.c(B.java:1)\nCaused by: a.Other: x\n\t... 5 more',
    'pay failed',
    'java.io.IOException',
    'java.io.IOException: gone',
  ],
  [
    'Java, uncaught',
    'Exception in thread "main" java.lang.NullPointerException\n\tat a.B.main(B.java:1)',
    'Exception in thread "main" java.lang.NullPointerException',
    'java.lang.NullPointerException',
    'Exception in thread',
  ],
  [
    'Java, named in the message',
    'failed: java.io.EOFException\n\tat a.B.c(B.java:1)',
    'failed: java.io.EOFException',
    'java.io.EOFException',
    '\tat a.B',
  ],
  [
    'Python',
    'failed\nTraceback (most recent call last):\n  File "a.py", line 1, in f\n    x\nshop.Gone: no',
    'failed',
    'shop.Gone',
    'Traceback',
  ],
  [
    'Python, chained',
    'Traceback (most recent call last):\n  File "a"\nKeyError: 1\n\nDuring handling of it:\n\nTraceback (most recent call last):\n  File "b"\nValueError',
    'ValueError',
    'ValueError',
    'Traceback',
  ],
  [
    'Go',
    'http: panic serving 1.2.3.4: boom\ngoroutine 7 [running]:\nmain.f()\n\t/a.go:1',
    'http: panic serving 1.2.3.4: boom',
    '',
    'goroutine 7',
  ],
  [
    'Node',
    'TypeError: Cannot read properties of undefined\n    at f (/srv/a.js:1:2)\n    at node:internal/main:1:1',
    'TypeError: Cannot read properties of undefined',
    'TypeError',
    'TypeError',
  ],
  [
    '.NET',
    'Order failed\nSystem.InvalidOperationException: gone\n ---> System.Exception: x\n   at Shop.A.B() in /a.cs:line 3\n   --- End of inner exception stack trace ---',
    'Order failed',
    'System.InvalidOperationException',
    'System.InvalidOperationException',
  ],
  [
    'Ruby',
    "a.rb:1:in `f': gone (Shop::Gone)\n\tfrom a.rb:9:in `<main>'",
    "a.rb:1:in `f': gone (Shop::Gone)",
    'Shop::Gone',
    'a.rb:1',
  ],
  [
    'Rails',
    " ActionController::RoutingError (no route):\n  \n  rack (2.0.3) lib/rack/a.rb:65:in `call'",
    ' ActionController::RoutingError (no route):',
    'ActionController::RoutingError',
    ' ActionController',
  ],
  [
    'Dart',
    'Unhandled exception:\nFormatException: bad\n#0      main.<anonymous closure> (file:///srv/a.dart:1:2)',
    'FormatException: bad',
    'FormatException',
    'Unhandled',
  ],
  [
    'Java, nested by hand',
    'a.OuterException: x\n  nested exception is:\na.InnerException: y\n\tat a.B.c(B.java:1)',
    'a.OuterException: x',
    'a.OuterException',
    'a.OuterException',
  ],
  ['browsers', 'Error\n    at f (<anonymous>:3:9)', 'Error', 'Error', 'Error'],
  [
    'PHP, uncaught',
    "Uncaught exception 'Gone' in a\n#0 a.php(7): b()",
    "Uncaught exception 'Gone' in a",
    'Gone',
    '#0',
  ],
  ['PHP', 'gone\n#0 /srv/a.php(7): b()\n#1 {main}', 'gone', '', '#0 '],
])('%s', (_, text, message, exception, start) => {
  const trace = splitStackTrace(text)!;
  expect(trace).toMatchObject({ message, exception });
  expect(trace.stackTrace.startsWith(start)).toBe(true);
  expect(text.endsWith(trace.stackTrace)).toBe(true);
});

it.each([
  'one line',
  'two\nlines',
  'meet\nat the corner',
  'a list:\n#1 first\n#2 second',
  'SELECT *\n  FROM orders\n  WHERE x = 1',
])('finds none in %j', (text) => {
  expect(splitStackTrace(text)).toBeUndefined();
});

it.each(['\n', ' at x', '\n  at a.b(', 'Error: ', 'a.b::', '(a.', '\nTraceback (most recent call last):'])(
  'takes less than a millisecond per kilobyte for %j, again and again',
  (piece) => {
    const text = `\n${piece.repeat(1_000_000 / piece.length)}\n at x`;
    const start = process.hrtime.bigint();
    splitStackTrace(text);
    expect(Number(process.hrtime.bigint() - start) / 1e6).toBeLessThan(1_000);
  },
);
