import { ASSUMED_YEAR, ASSUMED_ZONE } from '../../../../pipeline/assumed.js';
import type { LogEvent } from '../../../../pipeline/event.js';
import { AnyStampReader } from '../any-stamp.js';
import { latest } from '../calendar.js';
import type { RecordDraft } from '../record-draft.js';
import { splitStackTrace } from '../stack-trace.js';
import { type Frame, frame, type Parts, setMessage } from './frame.js';

/*
 * What the runtimes of Java, .NET, Android, Go and Python write themselves.
 */

const stamps = new AnyStampReader();
const DOTNET_LEVELS = {
  trce: 'TRACE',
  dbug: 'DEBUG',
  info: 'INFO',
  warn: 'WARN',
  fail: 'ERROR',
  crit: 'FATAL',
} as const;

/** What follows the first line is indented by six blanks. */
function readDotnet(draft: RecordDraft, text: string, { type = '' }: Parts): boolean {
  draft.level(DOTNET_LEVELS[type as keyof typeof DOTNET_LEVELS], type === 'info' ? '' : type);
  const lines = text.replace(/^\r?\n/, '').split('\n');
  setMessage(draft, lines.map((line) => (line.startsWith('      ') ? line.slice(6) : line)).join('\n'));
  return true;
}

/** The console of Microsoft.Extensions.Logging: https://learn.microsoft.com/dotnet/core/extensions/console-log-formatter */
export const DOTNET_WHOLE: readonly Frame[] = [
  frame(
    'dotnet',
    'tdiwfc',
    '(?<type>trce|dbug|info|warn|fail|crit): (?<logger>[A-Za-z_][\\w.`+<>,-]{0,200})\\[(?<event_id>-?\\d{1,10})\\](?=\\r?\\n|$| )',
    { finish: readDotnet },
  ),
  frame(
    'dotnet',
    '0123456789',
    '(?<stamp>\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,7})?(?:Z|[+-]\\d\\d:\\d\\d)?) (?<type>trce|dbug|info|warn|fail|crit): (?<logger>[A-Za-z_][\\w.`+<>,-]{0,200})\\[(?<event_id>-?\\d{1,10})\\](?=\\r?\\n|$| )',
    { finish: readDotnet },
  ),
];

function readLogcatTime(
  draft: RecordDraft,
  message: string,
  { date, clock_text: clock = '' }: Parts,
  event: LogEvent,
): boolean {
  if (date !== undefined) {
    const micros = stamps.read(`1970-01-01 ${clock}`, 0, 0);
    const [month, day] = date.split('-').map(Number) as [number, number];
    draft.time(
      latest(month, day, micros, event.timestampMicros),
      ASSUMED_YEAR | ASSUMED_ZONE,
      `${date} ${clock}`,
    );
  }
  setMessage(draft, message);
  return true;
}

const LOGCAT_STAMP = '(?<date>\\d\\d-\\d\\d) (?<clock_text>\\d\\d:\\d\\d:\\d\\d\\.\\d{3,9})';
const TAG = '(?<logger>[^:\\n]{0,80}?)';

/** threadtime, time and brief of https://developer.android.com/tools/logcat#outputFormat */
export const LOGCAT_WHOLE: readonly Frame[] = [
  frame(
    'logcat',
    '0123456789',
    `${LOGCAT_STAMP} {1,4}(?:(?<user>[a-z]\\w{0,20}|\\d{1,8}) {1,6}(?=\\d{1,8} {1,6}\\d))?(?<pid>\\d{1,8}) {1,6}(?<tid>\\d{1,8}) (?<letter>[VDIWEFAS]) ${TAG} {0,40}: ?`,
    { finish: readLogcatTime },
  ),
  frame(
    'logcat',
    '0123456789',
    `${LOGCAT_STAMP} {1,4}(?:(?<user>[a-z]\\w{0,20}|\\d{1,8}) {1,6}(?=\\d{1,8} {1,6}\\d))?(?<pid>\\d{1,8}) {1,6}(?<tid>\\d{1,8}) (?<letter>[VDIWEFAS]) `,
    { finish: readLogcatTime },
  ),
  frame(
    'logcat',
    '0123456789',
    `${LOGCAT_STAMP} (?<letter>[VDIWEFAS])/${TAG} {0,40}\\( {0,6}(?<pid>\\d{1,8})\\): ?`,
    { finish: readLogcatTime },
  ),
  frame(
    'logcat',
    'VDIWEFA',
    '(?<letter>[VDIWEFA])/(?<logger>[\\w.:-]{1,80}) {0,40}\\( {0,6}(?<pid>\\d{1,8})\\): ?',
    { finish: readLogcatTime },
  ),
];

const GO_STAMP = '(?<stamp>\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d{6})?)';
const GO_PLACE = '(?:(?<place>[\\w./@+-]{1,200}\\.go:\\d{1,7}): )';

/** https://pkg.go.dev/log#pkg-constants; `[LEVEL]` as hashicorp/logutils has it. */
export const GO_LOG: readonly Frame[] = [
  frame(
    'go-log',
    '0123456789',
    `${GO_STAMP} ${GO_PLACE}(?:\\[(?<level>TRACE|DEBUG|INFO|WARN|ERROR|ERR|FATAL)\\] )?`,
  ),
  frame(
    'go-log',
    '0123456789',
    `${GO_STAMP} \\[(?<level>TRACE|DEBUG|INFO|WARN|ERROR|ERR)\\] {1,2}(?![\\w./-]{1,80}: )`,
  ),
  frame('go-log', '0123456789', '(?<stamp>\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6}) (?=[^\\s[])'),
  frame('go-log', '0123456789', `${GO_STAMP} (?=(?:http|http2|tls|net/http|rpc): )`),
  frame(
    'go-log',
    'IWEDF',
    '(?<level>DEBU|INFO|WARN|ERRO|FATA): (?<stamp>\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6}) ',
  ),
  frame(
    'go-log',
    'IWEDFTPeiwdfap[',
    `(?:\\[?(?<level>INFO|WARN|WARNING|ERROR|DEBUG|FATAL|PANIC)\\]?:? )${GO_STAMP} ${GO_PLACE}`,
  ),
];

function readTrace(draft: RecordDraft, _: string, __: Parts, { raw, message }: LogEvent): boolean {
  const text = message === '' ? raw : message;
  const trace = splitStackTrace(text);
  draft.message(trace?.message ?? text.split('\n', 1)[0]!).level('ERROR');
  draft.text('exception', trace?.exception).text('stack_trace', trace === undefined ? undefined : text);
  if (trace === undefined) draft.message(text);
  return true;
}

const GO_FRAME = /\ngoroutine \d+ (?:gp=\S+ |m=\S+ )*\[[^\]\n]{1,80}\]:/;

function readPanic(draft: RecordDraft, rest: string, parts: Parts, event: LogEvent): boolean {
  const fatal = parts.type !== 'goroutine';
  if (fatal && !GO_FRAME.test(rest) && rest.includes('\n')) return false;
  readTrace(draft, rest, parts, event);
  draft.level(fatal ? 'FATAL' : 'ERROR');
  return true;
}

/** https://pkg.go.dev/builtin#panic, https://pkg.go.dev/runtime#hdr-Environment_Variables (GOTRACEBACK) */
export const GO_PANIC: readonly Frame[] = [
  frame('go-panic', 'pf', '(?<type>panic|fatal error): (?=\\S)', { finish: readPanic }),
  frame(
    'go-panic',
    'g',
    '(?<type>goroutine) \\d{1,12} (?:gp=\\S{1,40} |m=\\S{1,40} ){0,3}\\[[^\\]\\n]{1,80}\\]:(?=\\n|$)',
    { finish: readPanic },
  ),
];

/** https://docs.python.org/3/library/traceback.html */
export const PYTHON_TRACEBACK: readonly Frame[] = [
  frame('python-traceback', 'T', 'Traceback \\(most recent call last\\):(?=\\s|$)', { finish: readTrace }),
];
