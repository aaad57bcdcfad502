import type { RecordDraft } from '../record-draft.js';
import { head, type LineShape } from './line-reader.js';

/*
 * pgbouncer writes like PostgreSQL, but for the colon behind the level: https://www.pgbouncer.org/usage.html
 */

const PEER =
  /^([CS])-(0x[0-9a-f]{1,16}|\d{1,20}): ([^\s/@]{1,128})\/([^\s@]{1,128})@(\S{1,128}?)(?::(\d{1,5}))? /;
const NOBODY = /^\(no(?:db|user)\)$/;

const STAMP = '(?<stamp>\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}) ';
const LEVEL = '(?<level>LOG|WARNING|ERROR|FATAL|DEBUG|NOISE|INFO|NOTICE) (?=\\S)';
const OLD_LEVEL = '(?<level>LOG|WARNING|ERROR|FATAL|NOISE) (?=\\S)';
const LEVELS = { NOISE: 'TRACE' } as const;

export const PGBOUNCER_SHAPES: readonly LineShape[] = [
  {
    head: head(STAMP, '(?<zone>[A-Z]{1,5}|[+-]\\d\\d(?::?\\d\\d)?) \\[(?<pid>\\d{1,10})\\] ', LEVEL),
    levels: LEVELS,
    finish: finishMessage,
  },
  // Before 1.12. OpenStack writes alike, with its modules' names behind the level.
  {
    head: head(STAMP, '(?<pid>\\d{1,10}) ', `${OLD_LEVEL}(?!\\w+(?:\\.\\w+)+ |\\w+ \\[)`),
    levels: LEVELS,
    finish: finishMessage,
  },
];

/** `login attempt: db=shop user=web tls=no`; before the login the peer has neither. */
const LOGIN = /^login (?:attempt|failed): db=(\S{1,128}) user=(\S{1,128})(?: tls=(\S{1,128}))?/;
const NEW_DATABASE = /^registered new auto-database: db = (\S{1,128})$/;
const STATS =
  /^[Ss]tats: (\d{1,15}) xacts\/s, (\d{1,15}) queries\/s,(?: \d{1,15} client parses\/s, \d{1,15} server parses\/s, \d{1,15} binds\/s,)? in (\d{1,15}) B\/s, out (\d{1,15}) B\/s, xact (\d{1,15}) us, query (\d{1,15}) us,? wait(?: time)? (\d{1,15}) us/;
const STATS_NAMES = [
  ...['transactions_per_s', 'queries_per_s', 'bytes_in_per_s', 'bytes_out_per_s'],
  ...['transaction_us', 'query_us', 'wait_us'],
];

function finishMessage(draft: RecordDraft, message: string): void {
  const text = finishPeer(draft, message);
  const login = LOGIN.exec(text);
  const database = login?.[1] ?? NEW_DATABASE.exec(text)?.[1];
  if (!draft.has('database')) draft.text('database', database);
  if (!draft.has('user')) draft.text('user', login?.[2]);
  draft.text('tls', login?.[3]);
  const stats = STATS.exec(text)?.slice(1) ?? [];
  for (const [index, number] of stats.entries()) draft.number(STATS_NAMES[index]!, number);
}

/** Client or server of the message: `C-0x55d0: shop/web@192.0.2.7:40123 login attempt: …`. */
function finishPeer(draft: RecordDraft, message: string): string {
  const peer = PEER.exec(message);
  if (peer === null) return message;
  const [whole, side, id, database, user, host, port] = peer;
  draft.text('peer', side === 'C' ? 'client' : 'server').text('peer_id', id);
  if (!NOBODY.test(database!)) draft.text('database', database);
  if (!NOBODY.test(user!)) draft.text('user', user);
  draft.text(side === 'C' ? 'client_ip' : 'server_ip', host);
  draft.number(side === 'C' ? 'client_port' : 'server_port', port);
  const text = message.slice(whole!.length);
  draft.message(text);
  return text;
}
