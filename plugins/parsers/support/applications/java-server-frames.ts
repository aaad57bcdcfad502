import { ASSUMED_ZONE } from '../../../../pipeline/assumed.js';
import type { Level } from '../../../../pipeline/level.js';
import { microsOf } from '../calendar.js';
import { readTime } from '../field-values.js';
import type { RecordDraft } from '../record-draft.js';
import { type Frame, frame, type Parts, setMessage } from './frame.js';

/*
 * java.util.logging and the application servers that write frames of their own.
 */

const JUL_LEVEL = '(?<level>SEVERE|WARNING|INFO|CONFIG|FINER|FINEST|FINE)';
const CLASS = '(?<logger>[A-Za-z_][\\w$]{0,80}(?:\\.[\\w$<>]{1,120}){0,20})';
const CLASS_AND_METHOD =
  '(?<logger>[A-Za-z_][\\w$]{0,80}(?:\\.[\\w$]{1,120}){0,20}?)(?:\\.(?<function>[\\w$<>]{1,120}))?';
const JUL = 'java-util-logging';

/** https://docs.oracle.com/javase/8/docs/api/java/util/logging/SimpleFormatter.html, https://tomcat.apache.org/tomcat-10.1-doc/logging.html */
export const JUL_WHOLE: readonly Frame[] = [
  // Two lines: Nov 11, 2025 10:20:30 AM class method / INFO: message. Sources that split them leave the first alone.
  frame(
    JUL,
    'JFMASOND',
    `(?<stamp>[A-Z][a-z]{2} \\d{1,2}, \\d{4} \\d{1,2}:\\d\\d:\\d\\d [AP]M) ${CLASS}(?: (?<function>[\\w$<>]{1,120}))?[ \\t]{0,4}(?:$|\\r?\\n${JUL_LEVEL}: ?)`,
  ),
  // 11-Nov-2025 10:20:30.123 INFO [thread] class message: Tomcat
  frame(
    JUL,
    '0123456789',
    `(?<stamp>\\d\\d-[A-Z][a-z]{2}-\\d{4} \\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?) ${JUL_LEVEL} \\[(?<thread>(?:[^[\\]\\n]|\\[[^[\\]\\n]{0,64}\\]){0,128})\\] ${CLASS_AND_METHOD} `,
  ),
];

/** F, E, W … of https://www.ibm.com/docs/en/was/9.0.5?topic=data-log-trace-file-interpretation */
const WEBSPHERE_LEVELS: Readonly<Record<string, Level>> = {
  F: 'FATAL',
  E: 'ERROR',
  R: 'ERROR',
  W: 'WARN',
  A: 'INFO',
  I: 'INFO',
  O: 'INFO',
  C: 'DEBUG',
  D: 'DEBUG',
  '1': 'DEBUG',
  '2': 'TRACE',
  '3': 'TRACE',
  '>': 'TRACE',
  '<': 'TRACE',
};

function readWebSphere(draft: RecordDraft, message: string, parts: Parts): boolean {
  const { date = '', zone = '', type = '' } = parts;
  const numbers = date.split(/\D+/).map(Number) as [number, number, number, number, number, number, number];
  const [first, second, year, hour, minute, seconds, millis = 0] = numbers;
  const [month, day] = first > 12 ? [second, first] : [first, second];
  const micros =
    microsOf(year < 100 ? 2000 + year : year, month, day, hour, minute) + seconds * 1e6 + millis * 1e3;
  draft.time(micros, /^(?:GMT|UTC)$/.test(zone) ? 0 : ASSUMED_ZONE, date);
  if (!/^(?:GMT|UTC)$/.test(zone)) draft.text('timezone', zone);
  draft.level(WEBSPHERE_LEVELS[type], type);
  draft.text('message_id', /^([A-Z]{4,5}\d{4,5}[A-Z]): /.exec(message)?.[1]);
  setMessage(draft, message);
  return true;
}

export const WEBSPHERE_WHOLE: readonly Frame[] = [
  frame(
    'websphere',
    '[',
    '\\[(?<date>\\d{1,2}/\\d{1,2}/\\d{2,4},? \\d{1,2}:\\d\\d:\\d\\d:\\d{3}) (?<zone>[A-Z]{2,5}|[+-]\\d{4})\\] (?<thread>[0-9a-f]{8,16}) (?:id=[0-9a-f]{8} )?(?<logger>[\\w.$-]{1,120}) {1,40}(?<type>[FEWAICDOR123<>]) {1,4}',
    { finish: readWebSphere },
  ),
];

const WEBLOGIC_FIELDS = ['subsystem', 'source', 'server', 'thread', 'user', 'transaction_id', 'context_id'];

/** `####<stamp> <level> <subsystem> <machine> <server> <thread> <user> <transaction> <context> <millis> <id> <text>`. */
function readWebLogic(draft: RecordDraft, text: string, { written }: Parts): boolean {
  const cells = text.split('> <', 16);
  const millis = cells.findIndex((cell, index) => index > 3 && /^\d{13}$/.test(cell));
  const idAt = cells.findIndex((cell, index) => index > millis && /^(?:[A-Z]{2,8}-)?\w{1,12}$/.test(cell));
  if (cells.length < 8 || millis < 0 || idAt < 0) return false;
  draft.time(readTime(cells[millis]!), 0, cells[millis]!).text('timestamp', written);
  for (const [index, name] of WEBLOGIC_FIELDS.entries()) {
    const value = cells[index]?.replace(/^<|>$/g, '') ?? '';
    if (index >= millis) break;
    if (name === 'source') draft.source(value);
    else draft.text(name, value);
  }
  if (idAt > millis + 1)
    draft.text(
      'context',
      cells
        .slice(millis + 1, idAt)
        .join(' ')
        .trim(),
    );
  draft.text('message_id', cells[idAt]);
  const start = cells.slice(0, idAt + 1).join('> <').length + '> <'.length;
  setMessage(draft, text.slice(start).replace(/> ?\s*$/, ''));
  return true;
}

/** https://docs.oracle.com/middleware/1213/wls/WLLOG/logging_services.htm */
export const WEBLOGIC_WHOLE: readonly Frame[] = [
  frame('weblogic', '#', '####<(?<written>[^>\\n]{8,60})> <(?<level>[A-Z][a-z]{3,12})> <', {
    finish: readWebLogic,
  }),
];
