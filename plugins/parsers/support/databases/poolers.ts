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
    finish: finishPeer,
  },
  // Before 1.12. OpenStack writes alike, with its modules' names behind the level.
  {
    head: head(STAMP, '(?<pid>\\d{1,10}) ', `${OLD_LEVEL}(?!\\w+(?:\\.\\w+)+ |\\w+ \\[)`),
    levels: LEVELS,
    finish: finishPeer,
  },
];

/** Client or server of the message: `C-0x55d0: shop/web@192.0.2.7:40123 login attempt: …`. */
function finishPeer(draft: RecordDraft, message: string): void {
  const peer = PEER.exec(message);
  if (peer === null) return;
  const [whole, side, id, database, user, host, port] = peer;
  draft.text('peer', side === 'C' ? 'client' : 'server').text('peer_id', id);
  if (!NOBODY.test(database!)) draft.text('database', database);
  if (!NOBODY.test(user!)) draft.text('user', user);
  draft.text(side === 'C' ? 'client_ip' : 'server_ip', host);
  draft.number(side === 'C' ? 'client_port' : 'server_port', port);
  draft.message(message.slice(whole!.length));
}
