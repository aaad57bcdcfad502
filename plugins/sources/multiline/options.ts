import { type Static, type TSchema, Type } from 'typebox';
import type { OptionProblem } from '../../../config/plan.js';
import { Duration, Size } from '../../../pipeline/plugin.js';
import { mistakesIn } from '../../transforms/support/option-mistakes.js';
import { DelimiterCutter, LF } from '../framing/delimiter-cutter.js';
import { AutoRule } from './auto-rule.js';
import { type LineCutter, LineJoiner } from './line-joiner.js';
import { lineMatcher, PatternRule } from './pattern-rule.js';

/** Whoever writes a trace writes it at once; and nobody wants to wait long for the last line of a quiet file. */
const AUTO_TIMEOUT = 300;

const LIMITS = { timeoutMillis: 1000, maxLines: 500, maxBytes: 256 * 1024 };

const RULE = Type.Object({
  start: Type.Optional(
    Type.String({
      description: 'A regular expression that the first line of each record matches.',
      minLength: 1,
    }),
  ),
  continue: Type.Optional(
    Type.String({
      description: 'One that lines match which belong to the record before them.',
      minLength: 1,
    }),
  ),
  end: Type.Optional(
    Type.String({ description: 'One that the last line of each record matches.', minLength: 1 }),
  ),
  // An option among several kinds of value has no defaults of its own: LIMITS has them.
  timeout: Type.Optional(
    Duration({
      description: 'A record is taken when no line came for so long; 1s unless told.',
      minimum: 10,
      maximum: 60_000,
    }),
  ),
  max_lines: Type.Optional(
    Type.Integer({
      description: 'The most lines of a record; the rest goes on as the next record. 500 unless told.',
      minimum: 2,
      maximum: 100_000,
    }),
  ),
  max_bytes: Type.Optional(
    Size({
      description: 'The most bytes of a record; the rest goes on as the next record. 256KiB unless told.',
      minimum: 1024,
      maximum: 64 * 1024 * 1024,
    }),
  ),
});

/** The option `multiline` of sources of lines. */
export function Multiline(standard: 'auto' | 'off') {
  return Type.Union([Type.Literal('auto'), Type.Literal('off'), RULE], {
    description:
      'Joins lines to records: `auto` knows the stack traces of Java, Python, Go, Node, .NET, Ruby, PHP and Dart, JSON over ' +
      'several lines, the slow log of MySQL, journal exports and XML events; `{ start: regex }`, `{ continue: regex }` or ' +
      '`{ end: regex }` say it by rule; `off` takes each line as a record.',
    default: standard,
  });
}

export type MultilineOption = 'auto' | 'off' | Static<typeof RULE & TSchema>;

/** What is wrong with the option's patterns. */
export function multilineMistakes(option: MultilineOption | undefined): OptionProblem[] {
  if (option === undefined || typeof option === 'string') return [];
  const patterns = { start: option.start, continue: option.continue, end: option.end };
  if (Object.values(patterns).every((pattern) => pattern === undefined)) {
    return [{ option: 'multiline', message: 'needs one of start, continue, end' }];
  }
  return Object.entries(patterns).flatMap(([name, pattern]) =>
    pattern === undefined
      ? []
      : mistakesIn('multiline', () => lineMatcher(pattern)).map(({ option, message }) => ({
          option,
          message: `${name}: ${message}`,
        })),
  );
}

/** Makes what cuts the bytes of one sender into records. */
export type MakeLineCutter = () => LineCutter;

export function lineCutters(option: MultilineOption | undefined, maxRecord: number): MakeLineCutter {
  if (option === undefined || option === 'off') return () => new DelimiterCutter(LF, maxRecord);
  if (option === 'auto') {
    const limits = { ...LIMITS, timeoutMillis: AUTO_TIMEOUT, maxBytes: Math.min(LIMITS.maxBytes, maxRecord) };
    return () => new LineJoiner(new AutoRule(), limits, maxRecord);
  }
  const limits = {
    timeoutMillis: option.timeout ?? LIMITS.timeoutMillis,
    maxLines: option.max_lines ?? LIMITS.maxLines,
    maxBytes: Math.min(option.max_bytes ?? LIMITS.maxBytes, maxRecord),
  };
  return () => new LineJoiner(new PatternRule(option), limits, maxRecord);
}
