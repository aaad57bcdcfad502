import { ASSUMED_ZONE } from '../../../../pipeline/assumed.js';
import { Zone } from '../../../../pipeline/detection/zone.js';
import { LEVELS, type Level } from '../../../../pipeline/level.js';
import { AnyStampReader } from '../any-stamp.js';
import { MessageRules } from '../messages/message-rules.js';
import type { RecordDraft } from '../record-draft.js';
import { type Frame, frame, ISO, type Parts, setMessage } from './frame.js';

/*
 * Ruby, Rails and PHP.
 */

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/** https://docs.ruby-lang.org/en/master/Logger/Formatter.html; Rails puts the request's tags in brackets before the message. */
export const RUBY_WHOLE: readonly Frame[] = [
  frame(
    'ruby-logger',
    'DIWEFA',
    `[DIWEFA], \\[${ISO} ?#(?<pid>\\d{1,10})\\] {1,2}(?<level>DEBUG|INFO|WARN|ERROR|FATAL|ANY) -- (?<application>[^:\\n]{0,80}(?:::[^:\\n]{1,80}){0,4}): ?(?:\\[(?<request_id>${UUID})\\] ?)?`,
    { finish: readRuby },
  ),
];

function readRuby(draft: RecordDraft, message: string): boolean {
  const rails = readRails(message);
  if (rails !== undefined) putRails(draft, rails);
  else UNICORN.read(draft, message);
  setMessage(draft, message);
  return true;
}

/** https://yhbt.net/unicorn/: what its master says of its sockets and workers. */
const UNICORN = new MessageRules([
  '(?:listening on|inherited|adopted existing|closing) addr=(?<address>\\S{1,255})(?: fd=(?<fd>\\d{1,9}))?',
  'worker=(?<worker>\\d{1,6}) ',
  'reaped #<(?<error>[^>\\n]{1,200})> worker=(?<worker>\\d{1,6})',
]);

const LONGEST_LINE = 8_192;

const RAILS: readonly (readonly [string, RegExp])[] = [
  [
    'Started ',
    /^Started (?<method>[A-Z]{3,10}) "(?<path>[^"?\n]{1,2000})(?:\?(?<query>[^"\n]{0,4000}))?" for (?<client_ip>[\w.:]{2,64}) at (?<stamp>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d ?[+-]\d{4})/,
  ],
  [
    'Processing by ',
    /^Processing by (?<controller>[A-Z][\w:]{0,120})#(?<action>\w{1,80}[?!]?) as (?<request_format>\S{1,60})/,
  ],
  [
    'Completed ',
    /^Completed (?<status>\d{3}) (?<reason>[A-Z][\w' -]{0,60}?)? ?in (?<duration>\d{1,9}(?:\.\d{1,6})?)ms(?: \((?<timings>[^)\n]{0,300})\))?/,
  ],
];

/** What all of Rails' lines in the message say: a source that joins lines has a request in one record. */
function readRails(message: string): Parts | undefined {
  if (!/^(?:Started|Processing by|Completed) /.test(message)) return undefined;
  let found: Record<string, string | undefined> | undefined;
  for (const [start, pattern] of RAILS) {
    const at = message.indexOf(start);
    const groups = at < 0 ? undefined : pattern.exec(message.slice(at, at + LONGEST_LINE))?.groups;
    if (groups !== undefined) found = { ...found, ...groups };
  }
  return found;
}

const stamps = new AnyStampReader();
const TIMING = /([A-Za-z]\w{0,40}): (\d{1,9}(?:\.\d{1,6})?)/g;

function putRails(draft: RecordDraft, parts: Parts): void {
  const { method, path, query, client_ip, controller, action, request_format, status, duration, timings } =
    parts;
  draft.text('method', method).text('path', path).text('query', query).text('client_ip', client_ip);
  draft.text('controller', controller).text('action', action).text('request_format', request_format);
  draft.number('status', status).number('duration_ms', duration);
  for (const [, name, value] of (timings ?? '').matchAll(TIMING)) {
    const unit = name === 'Allocations' ? '' : '_ms';
    draft.number(`${name!.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase()}${unit}`, value);
  }
}

/** The lines of Rails' own log without Logger's frame, as in development and where a formatter is set. */
export const RAILS_WHOLE: readonly Frame[] = [
  frame(
    'rails',
    'SPC[',
    `(?:\\[(?<request_id>${UUID})\\] )?(?=Started [A-Z]{3,10} "/|Processing by [A-Z][\\w:]{0,120}#\\w{1,80}[?!]? as |Completed \\d{3} [A-Za-z' -]{0,60}in \\d)`,
    { finish: readBareRails },
  ),
];

function readBareRails(draft: RecordDraft, message: string): boolean {
  const parts = readRails(message);
  if (parts === undefined) return false;
  putRails(draft, parts);
  if (parts.stamp !== undefined) draft.time(stamps.read(parts.stamp, 0, 0), stamps.assumed, parts.stamp);
  const status = Number(parts.status ?? 0);
  if (status >= 400) draft.level(status >= 500 ? 'ERROR' : 'WARN');
  else if (status > 0) draft.level('INFO');
  setMessage(draft, message);
  return true;
}

const PHP_KINDS: Readonly<Record<Level, readonly string[]>> = {
  FATAL: ['Fatal error', 'Parse error', 'Core error', 'Compile error'],
  ERROR: ['Recoverable fatal error', 'Catchable fatal error', 'User Error', 'Exception'],
  WARN: ['Warning', 'User Warning', 'Core Warning', 'Compile Warning'],
  INFO: ['Notice', 'User Notice', 'Strict Standards', 'Strict standards', 'Deprecated', 'User Deprecated'],
  DEBUG: [],
  TRACE: [],
};
const PHP_LEVELS = new Map(LEVELS.flatMap((level) => PHP_KINDS[level].map((kind) => [kind, level])));
const PHP_LEVEL = [...PHP_LEVELS.keys()].join('|');
const PHP_STAMP =
  '\\[(?<date>\\d\\d-[A-Z][a-z]{2}-\\d{4} \\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,6})?)(?: (?<zone>[A-Z][\\w+/-]{1,40}))?\\] ';
const PLACE = / in (\/[^\n:]{1,400}?|[A-Z]:\\[^\n:]{1,400}?)(?: on line |:)(\d{1,7})/;
const UNCAUGHT = /^Uncaught (?:exception ')?([A-Za-z_][\w\\]{0,160})/;

const zones = new Map<string, Zone | undefined>();
const MOST_ZONES = 64;

function zoneOf(name: string): Zone | undefined {
  if (!zones.has(name)) {
    if (zones.size >= MOST_ZONES) zones.clear();
    zones.set(name, zoneNamed(name));
  }
  return zones.get(name);
}

function zoneNamed(name: string): Zone | undefined {
  try {
    return new Zone(name);
  } catch {
    return undefined;
  }
}

function readPhpTime(draft: RecordDraft, { date, zone }: Parts): void {
  if (date === undefined) return;
  const clock = stamps.read(date, 0, 0);
  const place = zone === undefined ? undefined : zoneOf(zone);
  draft.time(
    place === undefined || Number.isNaN(clock) ? clock : place.instantOf(clock),
    place === undefined ? ASSUMED_ZONE : 0,
    date,
  );
  draft.text('timezone', zone === 'UTC' ? '' : zone);
}

function readPhp(draft: RecordDraft, message: string, parts: Parts): boolean {
  readPhpTime(draft, parts);
  const { kind } = parts;
  if (kind !== undefined) draft.level(PHP_LEVELS.get(kind), kind);
  const feed = message.indexOf('\n');
  const first = feed < 0 ? message : message.slice(0, feed);
  const place = PLACE.exec(first.slice(-512)) ?? PLACE.exec(message.slice(-512));
  draft.text('file', place?.[1]).number('line', place?.[2]);
  const exception = UNCAUGHT.exec(message)?.[1];
  draft.text('exception', exception);
  if (exception === undefined || feed < 0) setMessage(draft, message);
  else draft.message(first).text('stack_trace', message.slice(feed + 1));
  return true;
}

/** https://www.php.net/manual/en/errorfunc.configuration.php#ini.error-log; PHP-FPM's own lines have a level in capitals. */
export const PHP_WHOLE: readonly Frame[] = [
  frame('php-error', '[', `${PHP_STAMP}(?:PHP )?(?<kind>${PHP_LEVEL}): {1,2}`, { finish: readPhp }),
  frame('php-error', 'P', `PHP (?<kind>${PHP_LEVEL}): {1,2}`, { finish: readPhp }),
  frame(
    'php-error',
    '[',
    `${PHP_STAMP}(?<level>DEBUG|NOTICE|WARNING|ERROR|ALERT): (?:pid (?<pid>\\d{1,10}), (?<function>\\w{1,80})\\(\\), line (?<line>\\d{1,6}): )?(?:\\[pool (?<pool>[\\w.-]{1,80})\\] )?`,
    { finish: readFpm },
  ),
  // What a program writes with error_log()
  frame('php-error', '[', `${PHP_STAMP}(?=PHP )`, { finish: readPhp }),
];

function readFpm(draft: RecordDraft, message: string, parts: Parts): boolean {
  readPhpTime(draft, parts);
  draft.application('php-fpm');
  setMessage(draft, message);
  return true;
}
