import type { RecordDraft } from '../record-draft.js';
import { type Found, head, type LineShape } from './line-reader.js';

/*
 * RabbitMQ and CouchDB, which are written in Erlang and show it: processes are `<0.620.0>`.
 */

const PROCESS = '(?<process><\\d{1,10}\\.\\d{1,10}\\.\\d{1,10}>)';
const LEVEL = '(?<level>debug|info|notice|warn|warning|error|critical|alert|emergency)';

// --- RabbitMQ: https://www.rabbitmq.com/docs/logging ---

const CONNECTION = /\(([^\s()]{1,64}):(\d{1,5}) -> ([^\s()]{1,64}):(\d{1,5})/;
const CONNECTION_REACH = 512;
/** Riak's lines look the same; they name its applications. */
const OTHERS = /\briak/;
const OTHERS_REACH = 256;

export const RABBITMQ_SHAPES: readonly LineShape[] = [
  {
    head: head(
      '(?<stamp>\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.(?:\\d{3}|\\d{6}[+-]\\d\\d:\\d\\d)) ',
      `\\[${LEVEL}\\] ${PROCESS} `,
    ),
    accept: (_found, message) => !OTHERS.test(message.slice(0, OTHERS_REACH)),
    finish: finishConnection,
  },
  {
    head: head(
      '=(?<level>INFO|WARNING|ERROR|CRASH|SUPERVISOR|PROGRESS) REPORT==== ',
      '(?<stamp>\\d{1,2}-[A-Z][a-z]{2}-\\d{4}::\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,6})?) ={3,4}\\s*',
    ),
    levels: { CRASH: 'ERROR', SUPERVISOR: 'ERROR', PROGRESS: 'INFO' },
    stamp: (written) => written.replace('::', ' '),
    finish: finishConnection,
  },
];

function finishConnection(draft: RecordDraft, message: string): void {
  const connection = CONNECTION.exec(message.slice(0, CONNECTION_REACH));
  if (connection === null) return;
  draft.text('client_ip', connection[1]).number('client_port', connection[2]);
  draft.text('server_ip', connection[3]).number('server_port', connection[4]);
}

// --- CouchDB: https://docs.couchdb.org/en/stable/config/logging.html ---

const REQUEST_ID = /^([0-9a-f]{10}|-{8,10}|undefined) /;
const ACCESS =
  /^(\S{1,255}) (\S{1,255}) (\S{1,128}) ([A-Z]{3,10}) (\S{1,8192}) (\d{3})\b(?: \w{1,32} (\d{1,12}))?/;
const OLD_ACCESS = /^(\S{1,64}) - (\S{1,128}) ([A-Z]{3,10}) (\S{1,8192}) (\d{3})$/;

export const COUCHDB_SHAPES: readonly LineShape[] = [
  {
    head: head(
      `\\[${LEVEL}\\] `,
      '(?<stamp>\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{1,6}Z) ',
      `(?<node>[^\\s@]{1,64}@\\S{1,255}) ${PROCESS} `,
    ),
    finish: finishCouch,
  },
  {
    head: head(
      '\\[(?<stamp>[A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT)\\] ',
      `\\[${LEVEL}\\] \\[${PROCESS}\\] `,
    ),
    finish: finishOldCouch,
  },
];

function finishCouch(draft: RecordDraft, message: string, { level }: Found): void {
  const id = REQUEST_ID.exec(message);
  const text = id === null ? message : message.slice(id[0].length);
  if (id !== null && /^[0-9a-f]/.test(id[1]!)) draft.text('request_id', id[1]);
  draft.message(text);
  const access = level === 'notice' ? ACCESS.exec(text) : null;
  if (access === null) return;
  const [, host, client, user, method, target, status, took] = access;
  draft
    .text('host', host)
    .text('client_ip', client)
    .text('user', user === 'undefined' ? '' : user);
  fillRequest(draft, method!, target!, status!);
  draft.number('duration_ms', took);
}

function finishOldCouch(draft: RecordDraft, message: string): void {
  const access = OLD_ACCESS.exec(message);
  if (access === null) return;
  draft.text('client_ip', access[1]).text('user', access[2]);
  fillRequest(draft, access[3]!, access[4]!, access[5]!);
}

function fillRequest(draft: RecordDraft, method: string, target: string, status: string): void {
  const mark = target.indexOf('?');
  draft
    .text('method', method)
    .text('path', mark < 0 ? target : target.slice(0, mark))
    .number('status', status);
  if (mark >= 0) draft.text('query', target.slice(mark + 1));
}
