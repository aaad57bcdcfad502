import type { Level } from '../../../../pipeline/level.js';
import type { RecordDraft } from '../record-draft.js';
import { type Found, head, type LineShape } from './line-reader.js';

/*
 * MySQL and MariaDB: the error log, https://dev.mysql.com/doc/refman/8.4/en/error-log-format.html, and the general query log,
 * https://dev.mysql.com/doc/refman/8.4/en/query-log.html
 */

const LEVELS: Readonly<Record<string, Level>> = {
  Note: 'INFO',
  System: 'INFO',
  Warning: 'WARN',
  ERROR: 'ERROR',
};
const LEVEL = '\\[(?<level>Note|Warning|ERROR|System)\\] ';
const CODE = '(?:\\[(?<code>MY-\\d{6})\\] )?(?:\\[(?<subsystem>[\\w./ -]{1,64})\\] )?';
const ISO = '(?<stamp>\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{6})?(?:Z|[+-]\\d\\d:\\d\\d))';
const DAY_CLOCK = '(?<stamp>\\d{4}-\\d\\d-\\d\\d [ \\d]\\d:\\d\\d:\\d\\d)';
/** Before 5.6, and MariaDB before 10.1. */
const SHORT = '(?<stamp>\\d{6} [ \\d]\\d:\\d\\d:\\d\\d)';
const PROGRAMS = '(?<application>mysqld_safe|mysqld_multi|mariadbd-safe)';

/** Behind the old stamp anything may stand; these are MySQL's. */
const OLD_WORDS = '(?=InnoDB: |Plugin |Event Scheduler: |mysqld |Slave |\\S{0,200}mysqld: )';

export const MYSQL_ERROR_SHAPES: readonly LineShape[] = [
  { head: head(`${ISO} `, `(?<thread_id>\\d{1,20}) ${LEVEL}${CODE}`), levels: LEVELS },
  { head: head(`${DAY_CLOCK} `, `(?<thread_id>\\d{1,20}|0x[0-9a-f]{1,16}) ${LEVEL}${CODE}`), levels: LEVELS },
  { head: head(`${SHORT} +`, `${LEVEL}${CODE}`), levels: LEVELS },
  { head: head(`${SHORT} +`, `${PROGRAMS} `) },
  { head: head(`${SHORT} +`, OLD_WORDS) },
  { head: head(`${ISO} `, `${PROGRAMS} `) },
  { head: head("(?=Version: '[^'\\n]{1,100}'  socket: ')") },
];

const COMMANDS = [
  'Sleep|Quit|Init DB|Query|Field List|Create DB|Drop DB|Refresh|Shutdown|Statistics|Processlist|Connect|Kill|Debug|Ping|Time',
  'Delayed insert|Change user|Binlog Dump(?: GTID)?|Table Dump|Connect Out|Register Slave|Register Replica|Prepare|Execute',
  'Long Data|Close stmt|Reset stmt|Set option|Fetch|Daemon|Error|Reset Connection|clone',
].join('|');
const SESSION = `(?<thread_id>\\d{1,20}) (?<command>${COMMANDS})`;

export const MYSQL_GENERAL_SHAPES: readonly LineShape[] = [
  { head: head(ISO, `[\\t ]+${SESSION}(?:[\\t ]+|$)`), finish: finishCommand },
  { head: head(SHORT, `[\\t ]+${SESSION}(?:[\\t ]+|$)`), finish: finishCommand },
  // The second that has been named is not named again.
  { head: head('\\t{1,2} {0,8}', `${SESSION}(?:\\t|$)`), finish: finishCommand },
];

function finishCommand(draft: RecordDraft, message: string, { command = '' }: Found): void {
  draft.message(message === '' ? command : `${command} ${message}`);
  if (command === 'Query' || command === 'Execute' || command === 'Prepare') draft.text('statement', message);
  if (command === 'Init DB') draft.text('database', message);
}
