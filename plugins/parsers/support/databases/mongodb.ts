import type { Level } from '../../../../pipeline/level.js';
import type { RecordDraft } from '../record-draft.js';
import { head, type LineShape } from './line-reader.js';

/*
 * MongoDB's log before 4.4, which made it JSON: <time> <severity> <component> [<context>] <message>,
 * https://www.mongodb.com/docs/v4.2/reference/log-messages/
 */

const LEVELS: Readonly<Record<string, Level>> = {
  F: 'FATAL',
  E: 'ERROR',
  W: 'WARN',
  I: 'INFO',
  D: 'DEBUG',
  D1: 'DEBUG',
  D2: 'DEBUG',
  D3: 'TRACE',
  D4: 'TRACE',
  D5: 'TRACE',
};
const STAMP = '(?<stamp>\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(?:Z|[+-]\\d\\d:?\\d\\d)) ';
const OLD_STAMP =
  '(?<stamp>(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d{3})?) ';
/** Before 3.0 there were no components; what its threads are called is known. */
const OLD_THREAD =
  '\\[(?<thread>conn\\d{1,10}|initandlisten|rs\\w{1,40}|repl\\w{0,40}|clientcursormon|DataFileSync|journal|TTLMonitor|signalProcessingThread|websvr|FileAllocator|IndexRebuilder|snapshotthread|mongosMain|Balancer|LockPinger|PeriodicTask\\w{0,20}|WriteBackListener[^\\]\\n]{0,80}|ReplicaSetMonitor\\w{0,20}|Replication\\w{1,20}|thread\\d{1,6}|cleanupOldData[^\\]\\n]{0,60}|migrateThread|slaveTracking)\\] ';

export const MONGODB_SHAPES: readonly LineShape[] = [
  {
    head: head(
      STAMP,
      '(?<level>[FEWI]|D[1-5]?) +(?<component>[A-Z_]{2,16}|-) +',
      '\\[(?<thread>[^\\]\\n]{1,200})\\] ?',
    ),
    levels: LEVELS,
    finish: finishOperation,
  },
  { head: head(STAMP, OLD_THREAD), finish: finishOperation },
  { head: head(OLD_STAMP, OLD_THREAD), finish: finishOperation },
];

const OPERATION =
  /^(command|query|getmore|insert|update|remove|delete|aggregate|killcursors|warning: log line attempted \([^)]{1,40}\) over max size \([^)]{1,40}\), printing beginning and end \.\.\. \w+) ([^\s.]{1,64})(?:\.(\S{1,200}) |(?= (?:command|appName): ))/;
const TOOK = / (\d{1,12})ms$/;
const ACCEPTED = /^connection accepted from (\S{1,64}):(\d{1,5}) #(\d{1,12})/;
const ENDED = /^end connection (\S{1,64}):(\d{1,5}) /;
/** `nreturned:3`; within documents a blank stands behind the colon. */
const COUNTERS = / ([a-z][A-Za-z]{0,24}):(\d{1,19})(?= |$)/g;
const PLAN = / planSummary: ([A-Z_]{2,24})\b/;
const PROTOCOL = / protocol:(op_\w{2,16})(?= |$)/;
const APP_NAME = /^ ?appName: "([^"]{1,128})" /;
/** The command's name, when it has one, and the document it is asked with. */
const STATEMENT = /^(?: ?command:(?: ([A-Za-z]\w{1,63}))?| ?query:) (?=\{)/;
/** Documents that are longer stay in the message only. */
const STATEMENT_REACH = 16_384;
const MOST_COUNTERS = 32;
/** Counters stand behind the command, at the end of the line. */
const COUNTERS_REACH = 2_048;

function finishOperation(draft: RecordDraft, message: string): void {
  const operation = OPERATION.exec(message);
  if (operation === null) {
    const client = ACCEPTED.exec(message) ?? ENDED.exec(message);
    if (client !== null)
      draft.text('client_ip', client[1]).number('client_port', client[2]).number('connection', client[3]);
    return;
  }
  draft.text('operation', operation[1]).text('database', operation[2]).text('collection', operation[3]);
  readStatement(draft, message.slice(operation[0].length));
  const end = message.trimEnd();
  draft.number('duration_ms', TOOK.exec(end.slice(-24))?.[1]);
  const tail = end.slice(-COUNTERS_REACH);
  draft.text('plan', PLAN.exec(tail)?.[1]).text('protocol', PROTOCOL.exec(tail)?.[1]);
  for (const [, name, value] of [...tail.matchAll(COUNTERS)].slice(-MOST_COUNTERS)) {
    const field = snakeCase(name!);
    if (!draft.has(field)) draft.number(field, value);
  }
}

function readStatement(draft: RecordDraft, rest: string): void {
  const name = APP_NAME.exec(rest);
  draft.text('application_name', name?.[1]);
  const text = name === null ? rest : rest.slice(name[0].length);
  const statement = STATEMENT.exec(text);
  if (statement === null) return;
  draft.text('command', statement[1]);
  const start = statement[0].length;
  const end = endOfDocument(text, start);
  if (end > 0) draft.text('statement', text.slice(start, end));
}

/** The offset behind the brace that closes the one at `start`; braces in texts do not count. 0 where there is none. */
function endOfDocument(text: string, start: number): number {
  const last = Math.min(text.length, start + STATEMENT_REACH);
  let depth = 0;
  let quoted = false;
  for (let at = start; at < last; at++) {
    const character = text[at];
    if (character === '\\') at += 1;
    else if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === '{') depth += 1;
    else if (character === '}' && --depth === 0) return at + 1;
  }
  return 0;
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
