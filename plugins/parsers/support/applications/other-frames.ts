import type { Level } from '../../../../pipeline/level.js';
import { readRay, readRethinkDb } from '../messages/distributed.js';
import { readFelix } from '../messages/felix.js';
import { readTwemproxy } from '../messages/twemproxy.js';
import type { RecordDraft } from '../record-draft.js';
import {
  ANY_LEVEL,
  type Frame,
  frame,
  ISO,
  LEVEL,
  LEVEL_LEADS,
  NESTED,
  type Parts,
  setMessage,
} from './frame.js';
import { jsonTail, readZap } from './json-tail.js';
import { readAnswer } from './message-fields.js';

/*
 * Loggers of other languages, and frames that many programs share: those are `application-log`.
 */

const ANY = 'application-log';
const C_FILE = '(?<place>[\\w./-]{1,200}\\.(?:c|cc|cpp|cxx|h|hpp|go|rs|py):\\d{1,7})';
const SHORT = '(?<level>VRB|DBG|INF|WRN|ERR|FTL|TRC)';
/** A name that is followed by a colon: of a component, without blanks. */
const NAMED = '(?<logger>[A-Za-z_][\\w./-]{0,80})';
const RUST = '(?<logger>[a-z_]\\w{0,80}(?:::\\w{1,80}){0,20})';
const LETTER = '(?<letter>[DIWEFTCVN])';

export const OTHER_STAMPED: readonly Frame[] = [
  // Serilog: [INF] message, [INF] (Source) message
  frame('serilog', '[', ` \\[${SHORT}\\] (?:\\((?<logger>[A-Za-z_][\\w.+\`]{0,160})\\) )?(?:- )?`),
  // zap: level, logger, caller, message and fields between tabs
  frame('zap', LEVEL_LEADS, `\\t${ANY_LEVEL}\\t`, { finish: readZap }),
  // dpkg: what was done to which package
  frame(
    'dpkg',
    'cisrput',
    ' (?<action>configure|install|upgrade|remove|purge|trigproc|disappear) (?<package>[\\w.+:-]{1,128}) (?<old_version>\\S{1,128}) (?<new_version>\\S{1,128})(?=$|\\n)',
    { finish: keepAll },
  ),
  frame(
    'dpkg',
    's',
    ' status (?<state>[a-z-]{3,20}) (?<package>[\\w.+:-]{1,128}) (?<installed_version>\\S{1,128})(?=$|\\n)',
    { finish: keepAll },
  ),
  frame('dpkg', 's', ' startup (?<action>archives|packages) (?<command>[a-z-]{1,32})(?=$|\\n)', {
    finish: keepAll,
  }),
  frame('dpkg', 'c', ' conffile (?<file>/\\S{1,400}) (?<decision>install|keep)(?=$|\\n)', {
    finish: keepAll,
  }),
  // supervisord's levels have four letters
  frame('supervisord', 'EDTB', ' (?<level>ERRO|DEBG|TRAC|BLAT) '),
  frame(
    'supervisord',
    'CWI',
    " (?<level>CRIT|WARN|INFO) (?=spawned: '|success: \\S{1,80} entered |exited: \\S{1,80} \\(|gave up: \\S{1,80} entered |stopped: \\S{1,80} \\(|waiting for \\S{1,200} to (?:die|stop)|supervisord started|RPC interface |received SIG|reaped |daemonizing|Set uid|Supervisor running|Supervisor is running|Included extra file|Server 'unix_http_server' running|Increased RLIMIT|killing ')",
    { application: 'supervisord' },
  ),
  // Sidekiq
  frame(
    'sidekiq',
    '0123456789',
    ` (?<pid>\\d{1,10}) TID-(?<thread>\\w{1,20})(?: (?<worker>[\\w:]{1,120}))?(?: JID-(?<job_id>\\w{1,40}))? ${LEVEL}: (?:(?<worker_>[\\w:]{1,120}) JID-(?<job_id_>\\w{1,40}) )?`,
    { application: 'sidekiq', finish: readSidekiq },
  ),
  // tracing of Rust: LEVEL target: message, LEVEL span{field=1}: target: message
  frame(
    'rust-tracing',
    LEVEL_LEADS,
    ` {1,2}(?<level>TRACE|DEBUG|INFO|WARN|ERROR) (?:ThreadId\\((?<tid>\\d{1,9})\\) |(?<thread>[\\w-]{1,60}) ThreadId\\((?<tid_>\\d{1,9})\\) )?(?:(?<span>\\w{1,80}\\{[^}\\n]{0,300}\\}(?::\\w{1,80}\\{[^}\\n]{0,300}\\}){0,8}): )?(?<logger>[a-z_]\\w{0,80}(?:::\\w{1,80}){1,20}): (?:(?<place>[\\w./-]{1,200}\\.rs:\\d{1,7}): )?`,
  ),
  frame(
    'rust-tracing',
    LEVEL_LEADS,
    ` (?<level>TRACE|DEBUG|INFO|WARN|ERROR) \\[(?<logger>[a-z]\\w{0,60}(?:_|::)[\\w:]{1,120})\\] `,
  ),
  // [INFO][123] felix/file.go 12: message: Calico
  frame(
    'calico',
    '[',
    ` \\[${LEVEL}\\]\\[(?<pid>\\d{1,10})(?:/[\\w-]{1,40})?\\] (?<file>[\\w./-]{1,160}\\.go) (?<line>\\d{1,7}): `,
    { finish: readFelix },
  ),
  // [INFO]  core: message: hclog, which the programs of HashiCorp write
  frame(ANY, '[', ` {1,2}\\[${LEVEL}\\] {1,2}${NAMED}: `),
  // | INFO | (file.go:12 in function) | message: Datadog's agent
  frame(
    ANY,
    '|',
    ` \\| (?:(?<component>[A-Z-]{2,20}) \\| )?${LEVEL} \\| \\((?<place>[\\w./@-]{1,200}:\\d{1,7}) in (?<function>[\\w.()*]{1,120})\\) \\| (?:(?<check>[\\w:,.-]{1,200}) \\| )?(?:\\((?<python_file>[\\w.]{1,80}):(?<python_line>\\d{1,7})\\) \\| )?`,
  ),
  // file.cpp:12:function(): [INFO] message: ProxySQL
  frame(
    ANY,
    'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
    ` ${C_FILE}:(?<function>[\\w~:]{1,120})\\(\\): \\[${LEVEL}\\] `,
  ),
  // 123: debug : function:12 : message: libvirt
  frame(
    ANY,
    ':',
    `: (?<tid>\\d{1,10}): (?<level>debug|info|warning|error) : (?<function>\\w{1,120}):(?<line>\\d{1,7}) : `,
  ),
  // INFO (component) file.py:12 -- message: Ray
  frame(
    ANY,
    LEVEL_LEADS,
    `\\t${LEVEL} (?:\\((?<component>[\\w-]{1,120})\\) )?(?<place>[\\w./-]{1,160}\\.py:\\d{1,7}) -- `,
    { finish: readRay },
  ),
  // (file.c.12) message: lighttpd
  frame('lighttpd', ':', ': \\((?<file>[\\w./-]{1,120}\\.c)\\.(?<line>\\d{1,7})\\) ', {
    application: 'lighttpd',
  }),
  // : INFO (context): (file.c:12) message: Aerospike
  frame(ANY, ':', `: ${LEVEL} \\((?<logger>[\\w-]{1,60})\\): \\((?<place>[\\w./-]{1,120}:\\d{1,7})\\) `),
  // LEVEL process PM - id - - message: SnapLogic
  frame(
    ANY,
    LEVEL_LEADS,
    ` ${LEVEL} (?<logger>\\w{1,60}\\.\\w{1,60}) (?<component>[A-Z]{1,8}) - (?<request_id>\\d{4,60}) - (?:- )?`,
  ),
  // process:thread [component] <LEVEL> message: Vertica
  frame(
    ANY,
    'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
    ` (?=(?<thread>[A-Za-z][\\w ]{0,60}))\\k<thread>:(?<tid>[0-9a-f]{8,16}(?:-[0-9a-f]{8,16})?) (?:\\[(?<logger>[^\\]\\n]{1,40})\\] )?<(?<level>[A-Z]{3,8})> `,
  ),
  // | JMX | INFO  | Class | message: the Java part of Datadog's agent
  frame(ANY, '|', ` \\| (?<component>[A-Z-]{2,20}) \\| ${LEVEL} {0,4}\\| (?<logger>[A-Z]\\w{1,80}) \\| `),
  // : I path/file.cc:12] message: TensorFlow; I 1 file.cc:12] message: Triton
  frame('glog', ':', `: (?<letter>[IWEF]) ${C_FILE}\\] `),
  frame('glog', 'IWEF', ` (?<letter>[IWEF]) (?<tid>\\d{1,12}) ${C_FILE}\\] `),
  // : [INFO]: message: Kyoto Tycoon
  frame(ANY, ':', `: \\[(?<level>SYSTEM|DEBUG|INFO|ERROR)\\]: `, { finish: readAnswer }),
  // Sidekiq 6: pid=1 tid=a class=B jid=c INFO: message
  frame(
    'sidekiq',
    'p',
    ` pid=(?<pid>\\d{1,10}) tid=(?<thread>\\w{1,20}) (?:class=(?<worker>[\\w:]{1,120}) )?(?:jid=(?<job_id>\\w{1,40}) )?(?:elapsed=(?<elapsed_s>\\d{1,9}\\.\\d{1,6}) )?${LEVEL}: `,
    { application: 'sidekiq' },
  ),
  // 0.017351s notice: message: RethinkDB, seconds since the start
  frame(
    'rethinkdb',
    '0123456789',
    ` (?<uptime_s>\\d{1,10}\\.\\d{6})s (?<level>debug|info|notice|warn|error): `,
    { application: 'rethinkdb', finish: readRethinkDb },
  ),
];

export const OTHER_BRACKETED: readonly Frame[] = [
  // [stamp LEVEL target] message: env_logger of Rust
  frame('rust-tracing', ' ', ` (?<level>TRACE|DEBUG|INFO|WARN|ERROR) {1,2}${RUST}\\] `),
  // [stamp] channel.LEVEL: message context extra: Monolog
  frame(
    'monolog',
    ']',
    '\\] (?<logger>[\\w.-]{1,120})\\.(?<level>DEBUG|INFO|NOTICE|WARNING|ERROR|CRITICAL|ALERT|EMERGENCY): ?',
    { finish: jsonTail },
  ),
  // [stamp][8][info][config] [file.cc:12] message: spdlog as Envoy sets it
  frame(
    ANY,
    ']',
    `\\]\\[(?<tid>\\d{1,12})\\]\\[${ANY_LEVEL}\\]\\[(?<logger>[\\w.-]{1,60})\\] (?:\\[${C_FILE}\\] )?`,
  ),
  // [stamp] [logger] [level] message: spdlog
  frame(
    ANY,
    ']',
    `\\] \\[(?<logger>(?!client )[A-Za-z_][^\\]\\n]{0,120})\\] \\[${ANY_LEVEL}\\] (?:\\[${C_FILE}\\] )?`,
  ),
  frame(ANY, ']', `\\] \\[${ANY_LEVEL}\\] \\[(?<logger>(?!client |pid )[A-Za-z_][\\w.-]{0,60})\\] `),
  // [stamp][logger][LEVEL] message
  frame(ANY, ']', `\\]\\[(?<logger>[A-Za-z_][\\w.-]{0,80})\\]\\[${LEVEL} {0,4}\\] `),
  // [stamp I 12 34] (component) file.cc:12: message: Ray
  frame(
    ANY,
    ' ',
    ` ${LETTER} (?<pid>\\d{1,10}) (?<tid>\\d{1,10})\\] (?:\\((?<component>[\\w-]{1,120})\\) )?${C_FILE}: `,
    { finish: readRay },
  ),
  // [stamp] I [MSGID: 1] [file.c:12:function] domain: message: GlusterFS
  frame(
    'glusterfs',
    ']',
    `\\] ${LETTER} (?:\\[MSGID: (?<msgid>\\d{1,9})\\] )?\\[${C_FILE}:(?<function>\\w{1,120})\\] (?<logger>[\\w.-]{1,120}): `,
    { application: 'glusterfs' },
  ),
  // [stamp] [thread] LEVEL: message: Apache Traffic Server
  frame(ANY, ']', `\\] \\[(?<thread>ET_[\\w ]{1,40})\\] (?<level>[A-Z]{4,9}): `, {
    application: 'traffic_server',
  }),
  frame(ANY, ']', '\\] (?<application>traffic_\\w{1,20}) (?<level>[A-Z]{4,9}): '),
  // [stamp] file.c:12 message: twemproxy
  frame('twemproxy', ']', `\\] (?<place>nc(?:_\\w{1,40})?\\.c:\\d{1,7}) `, {
    application: 'twemproxy',
    finish: readTwemproxy,
  }),
];

/** The clock of Serilog's console has no day. */
const CLOCK = '(?<clock>\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,7})?)';

export const OTHER_WHOLE: readonly Frame[] = [
  frame('serilog', '[', `\\[${CLOCK} ${SHORT}\\] `),
  // I [stamp] message: CUPS
  frame(
    'cups',
    'DIWEXCAN',
    '(?<letter>[DIWEXCAN]) \\[(?<stamp>\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4})\\] ',
    { application: 'cups' },
  ),
  // [DEBUG 2025-11-11 10:20:30 main]  message: Puppet
  frame(ANY, '[', `\\[${LEVEL} {1,2}${ISO} (?<thread>[^\\]\\n]{1,60})\\] {1,2}`),
  // INFO 2025-11-11 10:20:30.123 [ main ] message: Gearman
  frame(ANY, ` ${LEVEL_LEADS}`, ` {0,8}${LEVEL} ${ISO} \\[ {1,8}(?<thread>[\\w-]{1,40}) {1,8}\\] `),
  // INFO   |crate | stamp [thread] [file.rs:12]: message: Zellij
  frame(
    ANY,
    LEVEL_LEADS,
    `${LEVEL} {1,4}\\|(?<logger>[\\w:?]{1,60}) {0,40}\\| ${ISO} \\[(?<thread>[^\\]\\n]{1,60})\\] \\[(?<place>[^\\]\\n]{1,300}:\\d{1,7})\\]: `,
  ),
  // (stamp) [program] [function] (0x0400): message: SSSD
  frame(
    'sssd',
    '(',
    `\\((?<stamp>[\\w :-]{10,40})\\):? \\[(?<component>${NESTED})\\] \\[(?<function>\\w{1,120})\\] \\((?<type>0x[0-9a-f]{4,8})\\): `,
    { application: 'sssd', finish: readSssd },
  ),
];

/** The bits of SSSD's debug levels, most severe first; those above are traces. */
const SSSD_LEVELS = new Map<number, Level>([
  [0x0010, 'FATAL'],
  [0x0020, 'FATAL'],
  [0x0040, 'ERROR'],
  [0x0080, 'WARN'],
  [0x0100, 'INFO'],
  [0x0200, 'DEBUG'],
]);

function readSssd(draft: RecordDraft, message: string, { type = '' }: Parts): boolean {
  draft.level(SSSD_LEVELS.get(Number(type)) ?? 'TRACE', type);
  setMessage(draft, message);
  return true;
}

/** `done: 0.046 sec` at the end of a job. */
function readSidekiq(draft: RecordDraft, message: string): boolean {
  const seconds = /^(?:done|fail): (\d{1,7}(?:\.\d{1,6})?) sec/.exec(message)?.[1];
  if (seconds !== undefined) draft.json('duration_ms', String(Math.round(Number(seconds) * 1e6) / 1e3));
  setMessage(draft, message);
  return true;
}

function keepAll(): boolean {
  return true;
}
