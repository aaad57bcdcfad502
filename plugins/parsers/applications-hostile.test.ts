import { expect, it } from 'vitest';
import { makeEvent } from '../../test/support/events.js';
import { parserSet } from '../../test/support/parsers.js';

/* Long records that repeat what these readers look for. */

const LENGTH = 200_000;
const STAMP = '2025-11-11 10:20:30,123';
const HEADS = [
  `${STAMP} INFO [main] a.B - `,
  `${STAMP} INFO `,
  `${STAMP} `,
  `${STAMP} - `,
  `${STAMP} | INFO | `,
  `${STAMP}\tinfo\t`,
  `[${STAMP}`,
  `[${STAMP}] INFO `,
  `[${STAMP}] a.INFO: `,
  '####<Nov 11, 2025 10:20:30 AM> <Info> <',
  'I1111 10:20:30.123456 1 x.go:7] "a" ',
  '[11-Nov-2025 10:20:30 UTC] PHP Warning:  ',
  'Started GET "/',
  'I, [2025-11-11T10:20:30 #1]  INFO -- : Started ',
  'info: A.B[1]\n',
  'panic: x\n',
  'web-1  | ',
  '\u001b[2K',
  'INFO ',
  '',
];
const PIECES = [
  '[',
  '[]',
  '(',
  ')',
  ' | ',
  '\t',
  '{"',
  ' {"a":1}',
  '\n',
  '\n at a',
  ' a=',
  ' a="',
  ' a=[',
  '> <',
  '.',
  '::',
  '/',
  ' ',
  'Completed ',
];
const FORMATS =
  'application-log klog java-util-logging websphere weblogic ruby-logger rails php-error jvm-gc dotnet logcat go-log ' +
  'go-panic python-traceback cri docker-compose';

it.each(FORMATS.split(' '))(
  '%s takes less than a millisecond per kilobyte',
  (format) => {
    const { parser } = parserSet().get(format)!;
    for (const head of HEADS) {
      for (const piece of PIECES) {
        const record = head + piece.repeat((LENGTH - head.length) / piece.length);
        const event = makeEvent(record);
        const start = process.hrtime.bigint();
        parser.parse(record, event);
        const millis = Number(process.hrtime.bigint() - start) / 1e6;
        expect(millis, `${JSON.stringify(head)} and ${JSON.stringify(piece)}`).toBeLessThan(LENGTH / 1_000);
      }
    }
  },
  60_000,
);
