import { ASSUMED_ZONE } from '../../../../pipeline/assumed.js';
import type { LogEvent } from '../../../../pipeline/event.js';
import type { Parser } from '../../../../pipeline/plugin.js';
import { readDelimited } from '../delimited.js';
import { RecordDraft } from '../record-draft.js';
import { IsoStampReader } from '../timestamps.js';
import { fillSqlMessage } from './sql-messages.js';
import { offsetOfZone } from './zone-names.js';

/** What a record begins with: a time with a zone, and the user, who is always there and mostly in quotes. */
const BEGINNING = /"?\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})? ?[A-Za-z+-][\w:+-]{0,39}"?,/y;
const SEVERITY = /^(?:DEBUG[1-5]?|INFO|NOTICE|WARNING|ERROR|LOG|FATAL|PANIC)$/;
const PROCESS = /^\d+$/;
const SESSION = /^[0-9a-f]+\.[0-9a-f]+$/;

/** Names of the columns; '' for those that have a place of their own in the event. */
const COLUMNS = [
  ...['', 'user', 'database', 'pid', '', 'session_id', 'session_line', 'command_tag', 'session_start'],
  ...[
    'virtual_transaction_id',
    'transaction_id',
    '',
    'sql_state',
    '',
    'detail',
    'hint',
    'internal_statement',
  ],
  ...['internal_statement_position', 'context', 'statement', 'statement_position', 'location'],
  ...['application_name', 'backend_type', 'leader_pid', 'query_id'],
];
const NUMBERS = new Set([
  ...['pid', 'session_line', 'transaction_id', 'internal_statement_position', 'statement_position'],
  ...['leader_pid'],
]);
/** Since PostgreSQL 9.0; 13 added the kind of process, 14 the last two. */
const FEWEST = 23;
const TIME = 0;
const CLIENT = 4;
const PID = 3;
const SESSION_ID = 5;
const LEVEL = 11;
const MESSAGE = 13;

/** https://www.postgresql.org/docs/current/runtime-config-logging.html#RUNTIME-CONFIG-LOGGING-CSVLOG */
export class PostgresqlCsvReader implements Parser {
  readonly #stamps = new IsoStampReader();
  readonly #draft = new RecordDraft();

  parse(record: string, event: LogEvent): number {
    BEGINNING.lastIndex = 0;
    if (!BEGINNING.test(record)) return 0;
    const fields = readDelimited(record, ',', COLUMNS.length + 1);
    if (fields === undefined || fields.length < FEWEST || fields.length > COLUMNS.length)
      return BEGINNING.lastIndex;
    if (!SEVERITY.test(fields[LEVEL]!) || !PROCESS.test(fields[PID]!) || !SESSION.test(fields[SESSION_ID]!)) {
      return BEGINNING.lastIndex;
    }
    return this.#claim(fields, event);
  }

  #claim(fields: readonly string[], event: LogEvent): number {
    const draft = this.#draft.begin().levelWord(fields[LEVEL]!).message(fields[MESSAGE]!);
    this.#fillTime(fields[TIME]!);
    fillClient(draft, fields[CLIENT]!);
    fields.forEach((value, index) => {
      const name = COLUMNS[index]!;
      if (NUMBERS.has(name)) draft.number(name, value);
      else if (name !== '') draft.text(name, value);
    });
    fillSqlMessage(draft, fields[MESSAGE]!);
    return draft.claim('postgresql-csv', event);
  }

  #fillTime(written: string): void {
    const micros = this.#stamps.read(written, 0);
    const { end, assumed } = this.#stamps;
    const zone = written.slice(end).trim();
    const offset = offsetOfZone(zone);
    if (zone !== '' && offset !== 0) this.#draft.text('timezone', zone);
    this.#draft.time(
      micros - (offset ?? 0),
      offset === undefined ? assumed : assumed & ~ASSUMED_ZONE,
      written,
    );
  }
}

/** `192.0.2.7:40123`, `[local]`. */
function fillClient(draft: RecordDraft, client: string): void {
  const colon = client.lastIndexOf(':');
  if (colon < 0) draft.text('client_ip', client);
  else draft.text('client_ip', client.slice(0, colon)).number('client_port', client.slice(colon + 1));
}
