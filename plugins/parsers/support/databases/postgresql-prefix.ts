import type { RecordDraft } from '../record-draft.js';
import { bare } from './sql-messages.js';

/*
 * `log_line_prefix` is whatever the administrator likes. Most write names before the values, or values that can be told by
 * their form; what is left over is kept as `prefix`.
 */

const PAIR = /(?:^|[\s,;:|([])([a-z]{1,16})=/g;
const NAMES: Readonly<Record<string, string>> = {
  user: 'user',
  usr: 'user',
  u: 'user',
  db: 'database',
  database: 'database',
  d: 'database',
  app: 'application_name',
  appli: 'application_name',
  appname: 'application_name',
  application: 'application_name',
  a: 'application_name',
  client: 'client_ip',
  host: 'client_ip',
  h: 'client_ip',
  remote: 'client_ip',
  r: 'client_ip',
  pid: 'pid',
  p: 'pid',
  session: 'session_id',
  sid: 'session_id',
  vxid: 'virtual_transaction_id',
  txid: 'transaction_id',
  xid: 'transaction_id',
  state: 'sql_state',
  sqlstate: 'sql_state',
  tag: 'command_tag',
  cmd: 'command_tag',
  queryid: 'query_id',
  l: 'session_line',
};

const NUMBERS = new Set(['pid', 'transaction_id', 'session_line']);
/** An application's name may hold blanks. */
const TEXT_VALUE = /^(?:\[[^\]]*\]|[^,\]|;]*)/;
const WORD_VALUE = /^(?:\[[^\]]*\]|[^,\]|;\s]*)/;
/** `%t:%r:%u@%d:[%p]:`, which is what Amazon RDS has. */
const COLONS = /^:(\[local\]|[\w.:-]{0,255}(?:\(\d{1,5}\))?):([^:@\s]*@[^:\s]*):\[(\d{1,10})\]:?$/;

/** Values told by their form, in brackets or not. Of a form that comes twice each has its own meaning, in this order. */
const FORMS: readonly (readonly [RegExp, (draft: RecordDraft, match: RegExpExecArray) => boolean])[] = [
  [/^\[(\d{1,10})-(\d{1,10})\]$/, (draft, [, first, second]) => fillLineNumber(draft, first!, second!)],
  [/^\[?(\d{1,20})\]?$/, (draft, [, number]) => fillNumber(draft, number!)],
  [
    /^([^\s@[\]]*|\[unknown\])@([^\s@[\]]*|\[unknown\])$/,
    (draft, [, user, database]) => {
      draft.text('user', bare(user!)).text('database', bare(database!));
      return true;
    },
  ],
  [
    /^(\[local\]|[\w.:-]{1,255})\((\d{1,5})\)$/,
    (draft, [, host, port]) => {
      draft.text('client_ip', bare(host!)).number('client_port', port);
      return true;
    },
  ],
  [
    /^(?:\[local\]|\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4}:[0-9a-f:.]{1,45})$/,
    (draft, [host]) => fill(draft, 'client_ip', bare(host)),
  ],
  [/^[0-9a-f]{8}\.[0-9a-f]{1,8}$/, (draft, [id]) => fill(draft, 'session_id', id)],
  [/^\d{1,10}\/\d{1,10}$/, (draft, [id]) => fill(draft, 'virtual_transaction_id', id)],
  [/^(?=.{0,4}\d)[0-9A-Z]{5}$/, (draft, [state]) => fill(draft, 'sql_state', state)],
];

function fill(draft: RecordDraft, name: string, value: string): boolean {
  if (draft.has(name)) return false;
  draft.text(name, value);
  return true;
}

/** `[5404-2]` is process and line; behind a process, and in syslog, line and the part of it. */
function fillLineNumber(draft: RecordDraft, first: string, second: string): boolean {
  if (!draft.has('pid')) draft.number('pid', first).number('session_line', second);
  else if (!draft.has('session_line'))
    draft.number('session_line', first).number('session_line_part', second);
  else return false;
  return true;
}

function fillNumber(draft: RecordDraft, number: string): boolean {
  if (number === '00000' && !draft.has('sql_state')) draft.text('sql_state', number);
  else if (!draft.has('pid')) draft.number('pid', number);
  else if (!draft.has('transaction_id')) draft.number('transaction_id', number);
  else return false;
  return true;
}

/** Fills in what stands between the time and the level. */
export function fillPrefix(draft: RecordDraft, prefix: string): void {
  const colons = COLONS.exec(prefix);
  if (colons !== null) {
    fillClient(draft, colons[1]!);
    takeForm(draft, colons[2]!);
    draft.number('pid', colons[3]);
    return;
  }
  const rest = takePairs(draft, prefix);
  const words: string[] = [];
  for (const word of rest.split(/[\s,;|]+/)) {
    const bareWord = word.endsWith(':') ? word.slice(0, -1) : word;
    if (bareWord !== '' && !takeForm(draft, bareWord)) words.push(bareWord);
  }
  if (words.length > 0) fillWords(draft, words);
}

/** Takes `name=value` out and returns what is left. */
function takePairs(draft: RecordDraft, prefix: string): string {
  const pairs = [...prefix.matchAll(PAIR)];
  let rest = pairs.length === 0 ? prefix : prefix.slice(0, pairs[0]!.index);
  pairs.forEach((pair, index) => {
    const name = NAMES[pair[1]!] ?? pair[1]!;
    const start = pair.index + pair[0].length;
    const text = prefix.slice(start, pairs[index + 1]?.index ?? prefix.length);
    const value = (name === 'application_name' ? TEXT_VALUE : WORD_VALUE).exec(text)![0];
    fillPair(draft, name, value.replace(/[\s:]+$/, ''));
    rest += ` ${text.slice(value.length).replace(/^\]/, '')}`;
  });
  return rest;
}

function fillPair(draft: RecordDraft, name: string, value: string): void {
  if (name === 'client_ip') fillClient(draft, value);
  else if (NUMBERS.has(name)) draft.number(name, value);
  else draft.text(name, bare(value));
}

function fillClient(draft: RecordDraft, value: string): void {
  const match = /^(.*)\((\d{1,5})\)$/.exec(value);
  draft.text('client_ip', bare(match?.[1] ?? value)).number('client_port', match?.[2]);
}

function takeForm(draft: RecordDraft, word: string): boolean {
  for (const [form, take] of FORMS) {
    const match = form.exec(word);
    if (match !== null && take(draft, match)) return true;
  }
  return false;
}

/** Three bare words are database, application and user, as Datadog has its users write them (`%m [%p] %d %a %u %h %c`). */
function fillWords(draft: RecordDraft, words: readonly string[]): void {
  if (words.length === 3 && draft.has('session_id') && !draft.has('user')) {
    const [database, application, user] = words as [string, string, string];
    draft
      .text('database', bare(database))
      .text('application_name', bare(application))
      .text('user', bare(user));
  } else draft.text('prefix', words.join(' '));
}
