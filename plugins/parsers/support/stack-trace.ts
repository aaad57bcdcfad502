/*
 * Tells the message of a record from the stack trace behind it: Java, Python, Go, Node, .NET, Ruby, PHP.
 */

export interface SplitTrace {
  /** What stands before the trace; the trace's first line where nothing does. */
  readonly message: string;
  /** From the line that names the exception to the end, as it was written. */
  readonly stackTrace: string;
  /** The exception's name, `java.io.IOException`; '' where the trace does not say it. */
  readonly exception: string;
}

/** Nobody writes frames this far to the right or names this long; the rest of a line is not looked at. */
const LOOK_AT = 512;
/** A trace that begins further down belongs to what the message quotes. */
const MOST_LINES = 1_000;
/** An exception's message may take some lines between its name and the first frame. */
const LINES_BACK = 12;

const PYTHON_TRACE = /^\s*Traceback \(most recent call last\):/;
const GO_TRACE = /^(?:goroutine \d+ (?:gp=\S+ |m=\S+ )*\[[^\]]+\]:|panic: |fatal error: |\[signal SIG[A-Z]+)/;
/** A frame of each language, or a line that stands between frames. */
const FRAME = new RegExp(
  [
    // Java, Node, .NET
    '^\\s+at \\S',
    '^at [\\w$.<>/]+\\(',
    // Java
    '^\\s*Caused by: \\S',
    '^\\s+\\.\\.\\. \\d+ (?:more|common frames omitted)',
    // .NET
    '^\\s*--- End of (?:inner exception )?stack trace',
    // PHP
    '^#0 (?:\\S.*\\(\\d+\\): |\\{main\\}|\\[internal function\\])',
    '^(?:\\[stacktrace\\]|PHP Stack trace:|Stack trace:)\\s*$',
    // Dart
    '^#\\d{1,3} {2,8}\\S.{0,300}\\((?:file|package|dart):',
    // Ruby, Rails
    '^\\s+\\S{1,80} \\([\\d.]{1,20}\\) \\S{1,300}\\.rb:\\d+:in ',
    "^(?:\\s+from |\\s*)[^\\s:]+\\.rb:\\d+:in [`']",
  ].join('|'),
);
const NAME =
  '[A-Za-z_$][\\w$]*(?:(?:\\.|::|\\\\|/)[A-Za-z_$][\\w$]*)*(?:Exception|Error|Throwable|Warning|Interrupt|Exit|Failure|Fault)(?:\\$\\w+)?';
const HEADER = new RegExp(
  `^\\s*(?:Exception in thread "[^"]*" |Caused by: |Uncaught |Unhandled exception\\. |Unhandled Exception: )?(${NAME}|Error|Exception|[a-z_$][\\w$]*(?:\\.[a-z_$][\\w$]*)+\\.[A-Z][\\w$]*)(?=:|\\s*$| \\(| \\[)`,
);
const WITHIN = new RegExp(`(?:^|[\\s:(>])(${NAME})(?=: |\\s*$|\\()`);
const NESTED = /nested exception is:?\s*$/;
/** PHP */
const UNCAUGHT = /Uncaught (?:exception ')?([A-Za-z_][\w\\]{0,160})/;
/** Dart says no more than this before the exception. */
const UNHANDLED = /^Unhandled exception:$/;
const PYTHON_LAST = /^([A-Za-z_][\w.]*)(?:: |\s*$)/;
const RUBY_NAME = /\(([A-Z]\w*(?:::\w+)*)\)\s*$/;

/** The parts of a text of several lines; undefined where no stack trace is in it. */
export function splitStackTrace(text: string): SplitTrace | undefined {
  if (!text.includes('\n')) return undefined;
  const starts: number[] = [];
  for (let start = 0; starts.length < MOST_LINES; ) {
    const line = lineAt(text, start);
    starts.push(start);
    if (PYTHON_TRACE.test(line)) return pythonTrace(text, start);
    if (GO_TRACE.test(line) && (start > 0 || /\ngoroutine \d/.test(text))) return goTrace(text, start, line);
    if (FRAME.test(line)) return traceOf(text, starts);
    const end = text.indexOf('\n', start);
    if (end < 0) return undefined;
    start = end + 1;
  }
  return undefined;
}

/** Everything before `start`; the line at `start` where that is nothing. */
function partsAt(text: string, start: number, exception: string): SplitTrace {
  const stackTrace = text.slice(start);
  const before = text.slice(0, start).trimEnd();
  if (UNHANDLED.test(before)) return { message: stackTrace.split('\n', 1)[0]!, stackTrace: text, exception };
  return { message: before === '' ? stackTrace.split('\n', 1)[0]! : before, stackTrace, exception };
}

/** The exception is on the last line that is not indented; its message may go on behind it. */
function pythonTrace(text: string, start: number): SplitTrace {
  const lines = text.slice(start).split('\n');
  let exception = '';
  let raised = '';
  let behindFrame = false;
  for (const line of lines) {
    const indented = /^\s/.test(line);
    if (!indented && behindFrame) {
      const name = PYTHON_LAST.exec(line.slice(0, LOOK_AT))?.[1];
      if (name !== undefined) [exception, raised] = [name, line.trimEnd()];
    }
    behindFrame = indented;
  }
  const parts = partsAt(text, start, exception);
  return text.slice(0, start).trim() === '' && raised !== '' ? { ...parts, message: raised } : parts;
}

function goTrace(text: string, start: number, line: string): SplitTrace {
  const reason = /^panic: (?:\w[\w.]*\.)?(\w+Error\b|runtime error\b)/.exec(line)?.[1];
  const exception = line.startsWith('panic: ')
    ? (reason ?? 'panic')
    : line.startsWith('fatal')
      ? 'fatal error'
      : '';
  return partsAt(text, start, exception);
}

/** @param starts where the lines begin, the last of which is the first frame */
function traceOf(text: string, starts: readonly number[]): SplitTrace {
  const first = starts.length - 1;
  for (let i = first - 1; i >= 0 && i >= first - LINES_BACK; i--) {
    const line = lineAt(text, starts[i]!);
    const name = HEADER.exec(line)?.[1] ?? RUBY_NAME.exec(line)?.[1];
    // The outer exception is the one that was thrown.
    if (name === undefined || (i > 0 && NESTED.test(lineAt(text, starts[i - 1]!)))) continue;
    return partsAt(text, starts[i]!, name);
  }
  const line = lineAt(text, starts[first]!);
  const own = HEADER.exec(line)?.[1] ?? RUBY_NAME.exec(line)?.[1];
  const before = text.slice(0, Math.min(starts[first]!, LOOK_AT));
  const said = WITHIN.exec(before)?.[1] ?? UNCAUGHT.exec(before)?.[1];
  return partsAt(text, starts[first]!, own ?? said ?? '');
}

function lineAt(text: string, start: number): string {
  const end = text.indexOf('\n', start);
  return text.slice(start, Math.min(end < 0 ? text.length : end, start + LOOK_AT));
}
