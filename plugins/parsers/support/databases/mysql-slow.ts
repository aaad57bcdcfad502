import type { LogEvent } from '../../../../pipeline/event.js';
import type { Parser } from '../../../../pipeline/plugin.js';
import { AnyStampReader } from '../any-stamp.js';
import { readTime } from '../field-values.js';
import { RecordDraft } from '../record-draft.js';

/*
 * The slow query log of MySQL, Percona and MariaDB: lines of `# Name: value`, then the statement,
 * https://dev.mysql.com/doc/refman/8.4/en/slow-query-log.html. A record is all of that, or one line of it.
 */

/** A header line by the name it begins with; any other comment belongs to somebody else. */
const HEADER =
  /# (?:Time: (?:\d|[^\n]{1,60}\n(?:# |SET ))|User@Host: |Query_time: |Thread_id: |Schema: |Bytes_sent: |Rows_affected: |QC_[Hh]it: |Full_scan: |Filesort: |Stored_routine: |Log_slow_rate_type: |No InnoDB statistics available|InnoDB_\w{1,40}: |Tmp_tables: |administrator command: |explain: )/y;
const TIME = /# Time: ([^\n]{1,40})/y;
const USER =
  /^# User@Host: (\S{0,128}?)(?:\[([^\]\n]{0,128})\])? +@ +(\S{0,255}?) ?\[([^\]\n]{0,64})\](?: +Id: *(\d{1,20}))?/;
const SET_TIME = /^SET timestamp=(\d{1,12}(?:\.\d{1,6})?);[\n\r]*/i;
const USE = /^use (`[^`\n]{1,128}`|[^\s;`]{1,128});[\n\r]*/i;
const LONGEST_HEADER = 1_024;
/** In seconds; what is longer is no time, and a double could not hold its microseconds. */
const LONGEST_QUERY = 1e9;
/** A file of MySQL 5.7 cut where statements end has the time of the next one in the record. */
const NEXT_TIME = /\n# Time: ([^\n]{1,40})$/;

/** Names of the header that have another name here; the others are written small. */
const NAMES: Readonly<Record<string, string>> = {
  Query_time: 'duration_ms',
  Lock_time: 'lock_ms',
  Thread_id: 'thread_id',
  Id: 'thread_id',
  Schema: 'database',
  QC_hit: 'query_cache_hit',
  QC_Hit: 'query_cache_hit',
  Last_errno: 'error_code',
  Errno: 'error_code',
};
const SECONDS = new Set(['Query_time', 'Lock_time']);

export class MysqlSlowReader implements Parser {
  readonly #stamps = new AnyStampReader();
  readonly #draft = new RecordDraft();
  /** Of the line User@Host. */
  #connection: string | undefined;
  #timed = false;

  parse(record: string, event: LogEvent): number {
    if (record.charCodeAt(0) !== 35) return this.#parseSetTime(record, event);
    HEADER.lastIndex = 0;
    if (!HEADER.test(record)) return 0;
    this.#draft.begin();
    this.#timed = false;
    this.#connection = undefined;
    const end = this.#readHeaders(record, event);
    this.#readStatement(record.slice(end));
    return this.#draft.claim('mysql-slow', event);
  }

  /** `SET timestamp=1762856430;` stands before each statement; alone it is a record that was torn. */
  #parseSetTime(record: string, event: LogEvent): number {
    const match = record.charCodeAt(0) === 83 ? /^SET timestamp=(\d{10}(?:\.\d{1,6})?);/.exec(record) : null;
    if (match === null) return 0;
    this.#draft.begin();
    this.#timed = false;
    this.#readStatement(record);
    return this.#draft.claim('mysql-slow', event);
  }

  /** @returns the offset of the first line that is no header */
  #readHeaders(record: string, event: LogEvent): number {
    let start = 0;
    while (record.charCodeAt(start) === 35) {
      const newline = record.indexOf('\n', start);
      const end = newline < 0 ? record.length : newline;
      this.#readHeader(record.slice(start, Math.min(end, start + LONGEST_HEADER)), event);
      start = newline < 0 ? record.length : newline + 1;
    }
    return start;
  }

  #readHeader(line: string, event: LogEvent): void {
    TIME.lastIndex = 0;
    const time = TIME.exec(line);
    if (time !== null) this.#readTime(time[1]!.trim(), event);
    else if (line.startsWith('# User@Host: ')) this.#readUser(line);
    else if (line.startsWith('# explain: ')) this.#draft.text('explain', line.slice(11).trim());
    else if (!line.startsWith('# administrator command: ')) this.#readPairs(line);
    else this.#draft.text('command', line.slice(25).replace(/[;\s]+$/, ''));
  }

  #readTime(written: string, event: LogEvent): void {
    // One record of MariaDB may be followed by the time of the next.
    if (this.#timed) return;
    const micros = this.#stamps.read(written, 0, event.timestampMicros);
    if (this.#stamps.end < 0) this.#draft.text('timestamp', written);
    else this.#draft.time(micros, this.#stamps.assumed, written);
    this.#timed = !Number.isNaN(micros);
  }

  #readUser(line: string): void {
    const match = USER.exec(line);
    if (match === null) {
      this.#draft.text('user_host', line.slice(13).trim());
      return;
    }
    const [, name, current, host, address, id] = match;
    this.#connection = id;
    this.#draft
      .text('user', name)
      .text('client_host', host)
      .text('client_ip', address)
      .number('thread_id', id);
    if (current !== name) this.#draft.text('current_user', current);
  }

  /** `Schema:   QC_hit: No`: a name has the word behind it for its value, or none. */
  #readPairs(line: string): void {
    const words = line.split(/\s+/);
    if (words.every((word) => !word.endsWith(':'))) this.#draft.text('note', line.replace(/^#\s*/, ''));
    words.forEach((word, index) => {
      const value = words[index + 1] ?? '';
      if (word.endsWith(':') && !value.endsWith(':')) this.#readPair(word.slice(0, -1), value);
    });
  }

  #readPair(written: string, value: string): void {
    const name = NAMES[written] ?? written.toLowerCase();
    if (name === 'thread_id' && this.#draft.has(name)) {
      // MariaDB and Percona Server say it a second time; MySQL 8 has a thread besides the connection.
      if (value !== this.#connection) this.#draft.number('server_thread_id', value);
      return;
    }
    if (SECONDS.has(written)) this.#draft.number(name, millis(value));
    else if (value === 'Yes' || value === 'No') this.#draft.json(name, String(value === 'Yes'));
    else if (!(name === 'error_code' && value === '0')) this.#draft.number(name, value);
  }

  #readStatement(text: string): void {
    const rest = this.#readPreamble(text);
    const next = NEXT_TIME.exec(rest.slice(-64).trimEnd());
    const statement = (next === null ? rest : rest.slice(0, rest.lastIndexOf('\n# Time: '))).trimEnd();
    this.#draft.text('next_time', next?.[1]);
    if (statement !== '') this.#draft.text('statement', statement).message(statement);
  }

  /** What the server writes before the statement itself, in either order. @returns what follows */
  #readPreamble(text: string): string {
    let rest = text;
    for (let lines = 0; lines < 2; lines++) {
      const use = USE.exec(rest);
      const time = use === null ? SET_TIME.exec(rest) : null;
      if (use !== null) this.#readUse(use[1]!);
      if (time !== null) this.#readSetTime(time[1]!);
      rest = rest.slice((use ?? time)?.[0].length ?? 0);
    }
    return rest;
  }

  #readUse(database: string): void {
    if (!this.#draft.has('database')) this.#draft.text('database', database.replaceAll('`', ''));
  }

  /** When the statement began; the log's own time, where there is one, is when it was written. */
  #readSetTime(seconds: string): void {
    const micros = readTime(seconds);
    if (this.#timed) this.#draft.number('started', seconds);
    else this.#draft.time(micros, 0, seconds);
  }
}

/** Seconds with six decimals as milliseconds with three. */
function millis(seconds: string): string {
  const number = Number(seconds);
  return Number.isFinite(number) && number < LONGEST_QUERY ? String(Math.round(number * 1e6) / 1e3) : seconds;
}
