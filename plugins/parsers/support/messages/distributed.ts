import { setMessage } from '../applications/frame.js';
import type { RecordDraft } from '../record-draft.js';
import { MessageRules } from './message-rules.js';

/*
 * Systems of many nodes, which say of their peers, workers and memory what one wants to search by.
 */

const SIZE = '\\d{1,9}(?:\\.\\d{1,3})? ?[KMGT]?i?B';

/** https://github.com/cockroachdb/cockroach/blob/master/pkg/server/status/runtime.go */
const COCKROACH = new MessageRules([
  `runtime stats: (?<rss>${SIZE}) RSS, (?<goroutines>\\d{1,9}) goroutines(?: \\(stacks: ${SIZE}\\))?, (?<go_allocated>${SIZE})/(?<go_idle>${SIZE})/(?<go_total>${SIZE}) GO alloc/idle/total(?: \\(stale\\))?, (?<cgo_allocated>${SIZE})/(?<cgo_total>${SIZE}) CGO alloc/total, (?<cgo_calls_per_s>\\d{1,12}(?:\\.\\d{1,3})?) CGO/sec, (?<cpu_user_percent>\\d{1,6}(?:\\.\\d{1,3})?)/(?<cpu_system_percent>\\d{1,6}(?:\\.\\d{1,3})?) %\\(u/s\\)time, (?<gc_percent>\\d{1,6}(?:\\.\\d{1,3})?) %gc \\(\\d{1,9}x\\), (?<network_read>${SIZE})/(?<network_written>${SIZE}) \\(r/w\\)net`,
]);

/** https://github.com/apache/impala/tree/master/be/src: servers that start and are connected to, topics and backends. */
const IMPALA = new MessageRules([
  "ThriftServer '(?<server>[^'\\n]{1,128})' started on port: (?<server_port>\\d{1,5})",
  'New connection to server (?<server>[\\w-]{1,128}) from client <Host: (?<client_ip>\\S{1,64}) Port: (?<client_port>\\d{1,5})>',
  'Preparing initial (?<topic>[\\w-]{1,128}) topic update for (?<server>\\w{1,64})@(?<server_ip>[\\w.-]{1,255}):(?<server_port>\\d{1,5})\\. Size = (?<size>\\d{1,9}(?:\\.\\d{1,2})? [KMG]?B)',
  '(?:Adding|Removing) backend (?<backend>[\\w:.-]{1,128}) (?:to|from) group name: "(?<group>[^"\\n]{1,128})"',
]);

/** https://github.com/ray-project/ray/tree/master/src/ray: workers that are started, servers that listen. */
const RAY = new MessageRules([
  'Started worker process with pid (?<worker_pid>\\d{1,10}), the token is (?<token>\\d{1,12})',
  'Submitting job with RAY_ADDRESS = (?<server_ip>[\\w.-]{1,255}):(?<server_port>\\d{1,5})',
  '(?<server>[\\w-]{1,64}) server started, listening on port (?<server_port>\\d{1,5})',
]);

/** https://github.com/apache/mesos/blob/master/src/common/http.cpp: requests to agents and masters. */
const MESOS = new MessageRules([
  "HTTP (?<method>[A-Z]{3,10}) for (?<path>[^\\s?]{1,2048})(?:\\?(?<query>\\S{0,2048}))? from (?<client_ip>[\\w.:-]{2,64}):(?<client_port>\\d{1,5})(?: with User-Agent='(?<user_agent>[^'\\n]{0,1024})')?",
]);

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** https://github.com/rethinkdb/rethinkdb/tree/v2.4.x/src/clustering: servers, proxies and tables by their ids. */
const RETHINKDB = new MessageRules([
  `(?:Server ready,|Connected to server|Disconnected from server) "(?<server_name>[^"\\n]{1,128})" (?<server_id>${UUID})`,
  `(?:Proxy ready,|Connected to proxy|Disconnected from proxy) (?<proxy_id>proxy-${UUID})`,
  `Table (?<table>${UUID}): `,
]);

type Finish = (draft: RecordDraft, message: string) => boolean;

/** @param programs whose frame it is; the first whose words fit counts */
function finishWith(...programs: readonly MessageRules[]): Finish {
  return (draft, message) => {
    setMessage(draft, message);
    programs.some((rules) => rules.read(draft, message));
    return true;
  };
}

export const readCockroach = finishWith(COCKROACH);
export const readGlog = finishWith(IMPALA, MESOS);
export const readRay = finishWith(RAY);
export const readRethinkDb = finishWith(RETHINKDB);
