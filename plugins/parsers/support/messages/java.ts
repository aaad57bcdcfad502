import type { Parts } from '../applications/frame.js';
import { setMessage } from '../applications/frame.js';
import type { RecordDraft } from '../record-draft.js';
import { MessageRules } from './message-rules.js';

/*
 * Programs in Java whose frame is any log4j's, told by what they call their loggers or by how their messages begin.
 */

interface Program {
  /** Of the record's logger. */
  readonly logger?: RegExp;
  /** Of the record's message, where its loggers have all kinds of names. */
  readonly message?: RegExp;
  readonly rules: MessageRules;
}

const IP = '[\\da-fA-F.:]{2,45}';

/** https://github.com/apache/hive/blob/master/standalone-metastore: the audit log and what the metastore is asked. */
const HIVE_COMMAND =
  '(?:source:(?<command_source>\\S{1,64}) )?(?<operation>[a-z]\\w{1,60})(?:\\s?: (?:db=(?<database>[^\\s=]{1,128})(?: tbl=(?<table>[^\\s=]{1,128}))?|(?<database_>\\w{1,128})(?=\\s|$)|(?<description>[^\\n]{1,4096})))?';
const HIVE = new MessageRules([
  `ugi=(?<user>\\S{1,128})\\s{1,8}ip=(?<client_ip>\\S{1,64})\\s{1,8}cmd=${HIVE_COMMAND}`,
  `\\d{1,9}: ${HIVE_COMMAND}`,
]);

/** https://pytorch.org/serve/logging.html */
const TORCHSERVE = new MessageRules([
  '/(?<client_ip>[\\d.]{7,15}):(?<client_port>\\d{1,5}) "(?<method>[A-Z]{3,10}) (?<path>[^\\s?"]{1,2048})(?:\\?(?<query>[^\\s"]{0,2048}))? HTTP/(?<http_version>\\d\\.\\d)" (?<status>\\d{3}) (?<duration_ms>\\d{1,9})',
  'Backend received inference at: (?<inference_at>\\d{1,19})',
  'Flushing req\\.cmd (?<command>[A-Z]{1,40}) to backend at: (?<command_at>\\d{1,19})',
  'Backend response time: (?<response_ms>\\d{1,12})',
  'Waiting time ns: (?<waiting_ns>\\d{1,19}), Backend time ns: (?<backend_ns>\\d{1,19})',
  'sent a reply, jobdone: (?<job_done>true|false)',
]);

/** https://activemq.apache.org/components/artemis/documentation/latest/logging.html: codes, and who did what. */
const ARTEMIS = new MessageRules([
  `(?<code>AMQ\\d{6}): User (?<user>[^@\\s]{1,128})@(?<client_ip>[\\w.-]{1,255}|\\[[\\da-fA-F:]{2,39}\\])(?::(?<client_port>\\d{1,5}))? is `,
  '(?<code>AMQ\\d{6}): ',
]);

/** https://github.com/jetty/jetty.project (CustomRequestLog, Slf4jRequestLogWriter): Jetty's log of requests, in the combined format. */
const JETTY = new MessageRules([
  '(?<client_ip>\\S{2,64}) - (?<user>\\S{1,128}) \\[[\\w:/ +-]{20,30}\\] "(?<method>[A-Z]{3,10}) (?<path>[^\\s?"]{1,2048})(?:\\?(?<query>[^\\s"]{0,2048}))? HTTP/(?<http_version>\\d(?:\\.\\d)?)" (?<status>\\d{3}) (?<bytes>\\d{1,15}|-)(?: "(?<referrer>[^"]{0,2048})" "(?<user_agent>[^"]{0,1024})")?(?: (?<duration_ms>\\d{1,9}))?',
]);

/** https://docs.hazelcast.com/hazelcast/latest/clusters/logging-configuration: member, cluster and version. */
const HAZELCAST = new MessageRules([
  `\\[(?<member>LOCAL|${IP}|[\\w.-]{1,255})\\](?::(?<member_port>\\d{1,5}))? \\[(?<cluster>[^\\]\\n]{1,128})\\] \\[(?<version>\\d{1,3}(?:\\.\\d{1,3}){1,2}[\\w.-]{0,40})\\]`,
]);

const PROGRAMS: readonly Program[] = [
  { logger: /HiveMetaStore(?:\.audit)?$/, rules: HIVE },
  { logger: /^(?:org\.pytorch\.serve\.|(?:ACCESS|MODEL)_LOG$)/, rules: TORCHSERVE },
  { logger: /RequestLog$/, rules: JETTY },
  { message: /^AMQ\d{6}: /, rules: ARTEMIS },
  { message: /^\[[^\]\n]{1,255}\](?::\d{1,5})? \[[^\]\n]{1,128}\] \[\d/, rules: HAZELCAST },
];

/** `W-9003-model_1.0-stdout`: a worker of TorchServe, its port and what it serves. */
const WORKER = /^W-(\d{1,6})-(.{1,200}?)(?:-std(?:out|err))?$/;

export function readJavaMessage(draft: RecordDraft, message: string, parts: Parts): boolean {
  setMessage(draft, message);
  const logger = parts.logger ?? parts.logger_ ?? '';
  for (const program of PROGRAMS) {
    if (program.logger !== undefined && !program.logger.test(logger)) continue;
    if (program.message !== undefined && !program.message.test(message)) continue;
    program.rules.read(draft, message);
    if (program.rules === TORCHSERVE) putWorker(draft, parts.thread ?? '');
    return true;
  }
  return true;
}

function putWorker(draft: RecordDraft, thread: string): void {
  const worker = WORKER.exec(thread);
  draft.number('worker', worker?.[1]).text('model', worker?.[2]);
}
