import type { Level } from '../../../../pipeline/level.js';
import type { RecordDraft } from '../record-draft.js';
import { type Found, head, type LineShape } from './line-reader.js';

/*
 * Databases, brokers and stores with a head of their own and little that all have in common.
 */

// --- ClickHouse: https://clickhouse.com/docs/operations/server-configuration-parameters/settings#logger ---

const SEEN_FROM = /^\(from (\[[\da-f:.]+\]|[\d.]+):(\d{1,5})(?:, user: ([^,)]{1,64}))?/;

export const CLICKHOUSE_SHAPES: readonly LineShape[] = [
  {
    head: head(
      '(?<stamp>\\d{4}\\.\\d\\d\\.\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{1,9}) ',
      '\\[ (?<tid>\\d{1,20}) \\] \\{(?<query_id>[^{}\\n]{0,128})\\} ',
      '<(?<level>Fatal|Critical|Error|Warning|Notice|Information|Debug|Trace|Test)> ',
      '(?:(?<logger>[^\\n]{1,200}?): |)',
    ),
    levels: { Test: 'TRACE' },
    finish: (draft, message) => {
      const from = SEEN_FROM.exec(message);
      if (from === null) return;
      draft
        .text('client_ip', from[1]!.replace(/[[\]]/g, ''))
        .number('client_port', from[2])
        .text('user', from[3]);
    },
  },
];

// --- etcd before 3.5 (capnslog): https://etcd.io/docs/v3.4/ ---

export const ETCD_SHAPES: readonly LineShape[] = [
  {
    head: head(
      '(?<stamp>\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6}) ',
      '(?<level>[CEWNIDT]) \\| (?:(?<logger>[\\w./-]{1,64}): |)',
    ),
    levels: { C: 'FATAL', E: 'ERROR', W: 'WARN', N: 'INFO', I: 'INFO', D: 'DEBUG', T: 'TRACE' },
  },
];

// --- Consul, Vault, Nomad, Terraform: https://github.com/hashicorp/go-hclog ---

const MODULE = /^([\w][\w.@/-]{0,100}): /;

export const HCLOG_SHAPES: readonly LineShape[] = [
  {
    // Its column of levels is as wide as `[DEBUG]`, which others do not do.
    head: head(
      '(?<stamp>\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(?:Z|[+-]\\d\\d:?\\d\\d)) ',
      '(?:\\[(?<level>INFO|WARN)\\]  (?=\\S)|\\[(?<longer_>TRACE|DEBUG|ERROR)\\] (?=[\\w.@/-]{1,100}: ))',
    ),
    finish: (draft, message, { longer_: level }) => finishModule(draft, message, level),
  },
  {
    // Consul before 1.7.
    head: head(
      '[ \\t]{0,8}(?<stamp>\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d) ',
      '\\[(?<level>TRACE|DEBUG|INFO|WARN|ERR)\\] (?=(?:agent|consul|serf|memberlist|raft|http|dns|nomad|client|worker|driver\\.\\w{1,20}|server|fingerprint[\\w.]{0,20}|snapshot|core|expiration|manager|runner): )',
    ),
    finish: (draft, message) => finishModule(draft, message),
  },
];

function finishModule(draft: RecordDraft, message: string, level?: string): void {
  if (level !== undefined) draft.levelWord(level);
  const module = MODULE.exec(message);
  if (module === null) return;
  draft.text('logger', module[1]).message(message.slice(module[0].length));
}

// --- NATS: https://docs.nats.io/running-a-nats-service/configuration/logging ---

const NATS_PEER = /^(\[[\da-f:.]{2,45}\]|[\w.:-]{1,255}):(\d{1,5}) - (cid|rid|lid|gid|mid|wid):(\d{1,12}) - /;
const NATS_TRACE = /^(->>|<<-) \[(?:([A-Z]{2,8})|([+-](?:OK|ERR)))(?: ([^\n]*))?\]$/;

export const NATS_SHAPES: readonly LineShape[] = [
  {
    head: head(
      '\\[(?<pid>\\d{1,10})\\] ',
      '(?<stamp>\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6}) ',
      '\\[(?<level>TRC|DBG|INF|WRN|ERR|FTL)\\] ',
    ),
    finish: finishNats,
  },
];

function finishNats(draft: RecordDraft, message: string): void {
  const peer = NATS_PEER.exec(message);
  if (peer === null) return;
  const text = message.slice(peer[0].length);
  draft.text('client_ip', peer[1]!.replace(/[[\]]/g, '')).number('client_port', peer[2]);
  draft.number(peer[3] === 'cid' ? 'client_id' : peer[3]!, peer[4]).message(text);
  if (text.startsWith('MSG_PAYLOAD: ', 4)) draft.text('command', 'MSG_PAYLOAD');
  if (text.startsWith('->> ')) draft.text('direction', 'outbound');
  else if (text.startsWith('<<- ')) draft.text('direction', 'inbound');
  const trace = NATS_TRACE.exec(text);
  if (trace === null) return;
  draft.text('command', trace[2] ?? trace[3]);
  fillNatsCommand(draft, trace[2] ?? '', trace[4] ?? '');
}

/** What stands behind each command of the protocol: https://docs.nats.io/reference/reference-protocols/nats-protocol */
function fillNatsCommand(draft: RecordDraft, command: string, text: string): void {
  const words = text.split(/ +/);
  if (command === 'PUB' || command === 'MSG') {
    draft.text('subject', words[0]).number('bytes', words.at(-1));
    if (command === 'MSG') draft.text('subscription', words[1]);
    const answer = command === 'PUB' ? 1 : 2;
    if (words.length === answer + 2) draft.text('reply_to', words[answer]);
  } else if (command === 'SUB') {
    draft.text('subject', words[0]).text('subscription', words.at(-1));
    if (words.length === 3) draft.text('queue', words[1]);
  } else if (command === 'UNSUB') draft.text('subscription', words[0]);
}

// --- Ceph: https://docs.ceph.com/en/latest/rados/troubleshooting/log-and-debug/ ---

const CEPH_ZONE = '(?:[+-]\\d\\d:?\\d\\d)?';
const CEPH_LEVELS: Readonly<Record<string, Level>> = { SEC: 'WARN' };

export const CEPH_SHAPES: readonly LineShape[] = [
  {
    // The cluster's log.
    head: head(
      `(?<stamp>\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d:\\d\\d\\.\\d{6}${CEPH_ZONE}) `,
      '(?<daemon>(?:mon|osd|mds|mgr|client|rgw)\\.[\\w.-]{1,200}) (?<entity>\\([^)\\n]{1,100}\\)|\\S{1,100} \\S{1,100}) (?<sequence>\\d{1,15}) : ',
      '(?<channel>\\w{1,32})? ?\\[(?<level>DBG|INF|WRN|ERR|SEC)\\] ',
    ),
    levels: CEPH_LEVELS,
  },
  {
    // A daemon's own: thread and how much it has to be asked for to say so.
    head: head(
      `(?<stamp>\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d:\\d\\d\\.\\d{3,6}${CEPH_ZONE}) `,
      '(?<thread>7f[0-9a-f]{6,14}|[0-9a-f]{12,16}) +(?<debug_level>-1|\\d{1,2}) ',
    ),
    finish: (draft: RecordDraft, _message: string, { debug_level: level }: Found) => {
      if (level === '-1') draft.level('ERROR');
      else if (Number(level) > 1) draft.level('DEBUG');
    },
  },
];

// --- ArangoDB: https://docs.arangodb.com/stable/operations/administration/log-levels/ ---

export const ARANGODB_SHAPES: readonly LineShape[] = [
  {
    head: head(
      '(?<stamp>\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,6})?(?:Z|[+-]\\d\\d:?\\d\\d)?) ',
      '\\[(?<pid>\\d{1,10})(?:-(?<thread>[\\w-]{1,32}))?\\] (?<level>FATAL|ERROR|WARNING|INFO|DEBUG|TRACE) ',
      '(?:\\[(?<function>[^\\s@\\]]{1,100})@(?<file>[^\\s:\\]]{1,100}):(?<line>\\d{1,6})\\] )?\\[(?<code>[0-9a-f]{5})\\] ',
      '(?:\\{(?<topic>[\\w-]{1,32})\\} )?',
    ),
  },
];

// --- SQL Server: https://learn.microsoft.com/sql/relational-databases/logs/view-the-sql-server-error-log-sql-server-management-studio ---

const MS_ERROR = /^Error: (\d{1,9}), Severity: (\d{1,3}), State: (\d{1,9})/;
/** Severities below 11 tell, those from 20 on end the connection. */
const MS_ERROR_FROM = 11;
const MS_FATAL_FROM = 20;

export const SQLSERVER_SHAPES: readonly LineShape[] = [
  {
    head: head(
      '(?<stamp>\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d\\d) ',
      '(?<process>spid\\d{1,6}s?|Server|Logon|Backup|Clock|Server Resource Monitor) {2,12}(?=\\S)',
    ),
    finish: (draft, message) => {
      const error = MS_ERROR.exec(message);
      if (message.startsWith('Warning: ')) draft.level('WARN');
      if (error === null) return;
      draft.number('error_code', error[1]).number('error_severity', error[2]).number('error_state', error[3]);
      const severity = Number(error[2]);
      if (severity >= MS_ERROR_FROM) draft.level(severity >= MS_FATAL_FROM ? 'FATAL' : 'ERROR');
    },
  },
];
