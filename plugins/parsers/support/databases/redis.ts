import type { Level } from '../../../../pipeline/level.js';
import type { RecordDraft } from '../record-draft.js';
import { type Found, head, type LineShape } from './line-reader.js';

/*
 * Redis and Valkey: `pid:role time level message`, https://redis.io/docs/latest/develop/reference/ and
 * serverLogRaw in src/server.c; what MONITOR prints: https://redis.io/docs/latest/commands/monitor/
 */

const LEVEL_WORDS: Readonly<Record<string, readonly [Level, string]>> = {
  '.': ['DEBUG', 'debug'],
  '-': ['DEBUG', 'verbose'],
  '*': ['INFO', 'notice'],
  '#': ['WARN', 'warning'],
};
const ROLES: Readonly<Record<string, string>> = { M: 'master', S: 'slave', C: 'child', X: 'sentinel' };
const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const CLOCK = '\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,6})?';
const STAMP = `(?<stamp>\\d{1,2} ${MONTH} (?:\\d{4} )?${CLOCK}) `;
const MARK = '(?<mark_>[-.*#]) ';

/** The month first, as in all other stamps without a year. */
function monthFirst(written: string): string {
  return written.replace(/^(\d{1,2}) ([A-Z][a-z]{2}) (?=\d\d:)/, '$2 $1 ');
}

export const REDIS_SHAPES: readonly LineShape[] = [
  { head: head('(?<pid>\\d{1,10}):(?<role_>[MSCX]) ', STAMP, MARK), stamp: monthFirst, finish: finishLine },
  { head: head('\\[(?<pid>\\d{1,10})\\] ', STAMP, MARK), stamp: monthFirst, finish: finishLine },
  // Without a process, as before 2.0; a dash alone is no sign of Redis.
  {
    head: head(STAMP, '(?<mark_>[.*#]|-(?= (?:DB \\d|Accepted |Client |\\d+ clients ))) '),
    stamp: monthFirst,
    finish: finishLine,
  },
  { head: head('(?<pid>\\d{1,10}):(?<thread>signal-handler) ', '\\((?<stamp>\\d{10})\\) ') },
  {
    head: head(
      '(?<stamp>\\d{10}\\.\\d{6}) ',
      '\\[(?<database>\\d{1,5}) (?:(?<client_ip>lua|unix:[^\\]\\n]{1,200}|[^\\s\\]]{1,64}?)(?::(?<client_port>\\d{1,5}))?)\\] ',
      '(?=")',
    ),
    finish: finishCommand,
  },
];

/** Groups of the head that mean something only together with others. */
function finishLine(draft: RecordDraft, _message: string, { mark_: mark = '', role_: role }: Found): void {
  const [level, word] = LEVEL_WORDS[mark]!;
  draft.level(level, word);
  if (role !== undefined) draft.text('role', ROLES[role]);
}

function finishCommand(draft: RecordDraft, message: string): void {
  const command = /^"([^"\\\n]{1,64})" ?/.exec(message);
  if (command === null) return;
  draft.text('command', command[1]).text('arguments', message.slice(command[0].length));
}
