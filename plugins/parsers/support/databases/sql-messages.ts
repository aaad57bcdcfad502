import type { RecordDraft } from '../record-draft.js';

/*
 * What PostgreSQL writes in its messages in the same form wherever they go (stderr, CSV, syslog):
 * https://www.postgresql.org/docs/current/runtime-config-logging.html
 */

const DURATION = /duration: (\d+(?:\.\d+)?) ms(?: +|$)/y;
const STATEMENT = /(?:(statement)|(parse|bind|execute)(?: fetch from)? ([^\n:]{1,128})): ?/y;
/** The ends of sessions: names and values of what the prefix may not say. */
const SESSION =
  /^(?:connection (?:received|authorized|authenticated)|disconnection|replication connection authorized): /;
const SESSION_PAIR = /(?:^|\s)(host|port|user|database|application_name)=(\S*)/g;
const SESSION_NAMES: Readonly<Record<string, string>> = {
  host: 'client_ip',
  port: 'client_port',
  user: 'user',
  database: 'database',
  application_name: 'application_name',
};
/** These messages are short; what is longer holds something else. */
const LONGEST_SESSION = 1_024;

/** Takes duration and SQL out of a message: `duration: 1.234 ms  statement: SELECT 1`. */
export function fillSqlMessage(draft: RecordDraft, message: string): void {
  DURATION.lastIndex = 0;
  const duration = DURATION.exec(message);
  if (duration !== null) draft.number('duration_ms', duration[1]);
  STATEMENT.lastIndex = duration === null ? 0 : DURATION.lastIndex;
  const statement = STATEMENT.exec(message);
  if (statement !== null) {
    draft.text('statement', message.slice(STATEMENT.lastIndex));
    draft.text('statement_step', statement[2]).text('statement_name', statement[3]);
  } else if (message.length <= LONGEST_SESSION && SESSION.test(message)) {
    for (const [, name, value] of message.matchAll(SESSION_PAIR)) fillSessionValue(draft, name!, value!);
  }
}

function fillSessionValue(draft: RecordDraft, name: string, value: string): void {
  const field = SESSION_NAMES[name]!;
  if (!draft.has(field)) draft.number(field, bare(value));
}

/** What is not known yet is `[unknown]`; its brackets say that it is no name. `[local]` is a socket of this machine. */
export function bare(text: string): string {
  return text === '[unknown]' ? 'unknown' : text;
}
