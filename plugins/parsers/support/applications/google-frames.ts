import { ASSUMED_YEAR, ASSUMED_ZONE } from '../../../../pipeline/assumed.js';
import type { LogEvent } from '../../../../pipeline/event.js';
import { AnyStampReader } from '../any-stamp.js';
import { latest, microsOf } from '../calendar.js';
import { readCockroach, readGlog } from '../messages/distributed.js';
import type { RecordDraft } from '../record-draft.js';
import { type Frame, frame, type Parts, setMessage } from './frame.js';

/*
 * `I1111 10:20:30.123456  1234 file.go:12] message` of Google's logging libraries: klog in Go, glog in C++ and Go.
 * https://github.com/google/glog#log-line-prefix-format, https://github.com/kubernetes/klog
 */

const LETTER = '(?<letter>[DIWEF])';
const CLOCK = '(?<clock_text>\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?)';
const stamps = new AnyStampReader();
const MIDNIGHT = '1970-01-01 ';

/** `1111`, `20251111`, `251111` before the clock. */
function readTime(draft: RecordDraft, { date = '', clock_text: clock = '' }: Parts, event: LogEvent): void {
  const micros = stamps.read(MIDNIGHT + clock, 0, 0);
  const [month, day] = [Number(date.slice(-4, -2)), Number(date.slice(-2))];
  const year = date.slice(0, -4);
  const written = `${date} ${clock}`;
  if (year === '')
    draft.time(latest(month, day, micros, event.timestampMicros), ASSUMED_YEAR | ASSUMED_ZONE, written);
  else draft.time(microsOf(Number(year.padStart(4, '20')), month, day, 0, 0) + micros, ASSUMED_ZONE, written);
}

function finishGlog(draft: RecordDraft, message: string, parts: Parts, event: LogEvent): boolean {
  readTime(draft, parts, event);
  return readGlog(draft, message);
}

function finishCockroach(draft: RecordDraft, message: string, parts: Parts, event: LogEvent): boolean {
  readTime(draft, parts, event);
  return readCockroach(draft, message);
}

const PAIR =
  / ([A-Za-z_][\w./-]{0,80})=("(?:[^"\\]|\\.){0,4096}"|\[[^\]\n]{0,256}\]|\{[^}\n]{0,256}\}|[^\s"]{0,256})(?= |\n|$)/y;
const QUOTED = /"((?:[^"\\]|\\.){0,8192})"(?= |$)/y;

/** `"message" key="value" key2=3`: what klog writes for structured messages. */
function finishKlog(draft: RecordDraft, message: string, parts: Parts, event: LogEvent): boolean {
  readTime(draft, parts, event);
  QUOTED.lastIndex = 0;
  const quoted = QUOTED.exec(message);
  if (quoted === null) {
    setMessage(draft, message);
    return true;
  }
  PAIR.lastIndex = QUOTED.lastIndex;
  let end = QUOTED.lastIndex;
  for (let pair = PAIR.exec(message); pair !== null; pair = PAIR.exec(message)) {
    end = PAIR.lastIndex;
    const [, name, value] = pair as unknown as [string, string, string];
    if (value.startsWith('"')) draft.text(name, unquoted(value));
    else draft.number(name, value);
  }
  draft.message(unquoted(quoted[0]) + message.slice(end));
  return true;
}

function unquoted(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    return text.slice(1, -1);
  }
}

export const GOOGLE_WHOLE: readonly Frame[] = [
  frame(
    'klog',
    'DIWEF',
    `${LETTER}(?<date>\\d{4}) ${CLOCK} {1,8}(?<pid>\\d{1,10}) (?<place>[\\w./@+-]{1,200}\\.go:\\d{1,7})\\] ?`,
    { finish: finishKlog },
  ),
  frame(
    'glog',
    'DIWEF',
    `${LETTER}(?<date>\\d{4}(?:\\d{4})?) ${CLOCK} {1,8}(?<tid>\\d{1,20}|0x[0-9a-f]{1,16}) (?<place>[\\w./@+-]{1,200}:\\d{1,7})\\] ?`,
    { finish: finishGlog },
  ),
  frame(
    'cockroachdb',
    'DIWEF',
    `${LETTER}(?<date>\\d{6}) ${CLOCK} (?<goroutine>\\d{1,12}) (?:\\d{1,3}@)?(?<place>[\\w./@+-]{1,200}\\.go:\\d{1,7}) {1,2}(?:⋮ )?(?:\\[(?<tags>[^\\]\\n]{1,200})\\] )?(?:(?<sequence>\\d{1,12}) {1,2}(?=\\S))?`,
    { finish: finishCockroach, application: 'cockroachdb' },
  ),
];
