import type { Patterns } from './notation.js';

/** Zeek writes columns with tabs between them; `-` stands for none. */
const tab = (...columns: string[]): string => columns.join('\\t');
const none = (column: string): string => `(?:-|%{${column}})`;
const either = (column: string): { v1: string; legacy: string } => ({ v1: none(column), legacy: column });

function columns(names: readonly [pattern: string, v1: string, legacy: string, always?: boolean][]): {
  v1: string;
  legacy: string;
} {
  return {
    v1: tab(
      ...names.map(([pattern, v1, , always]) =>
        always === true ? `%{${pattern}:${v1}}` : either(v1 === '' ? pattern : `${pattern}:${v1}`).v1,
      ),
    ),
    legacy: tab(...names.map(([pattern, , legacy]) => `%{${legacyPattern(pattern)}:${legacy}}`)),
  };
}

/** The older patterns took a column as it was, `-` too. */
const legacyPattern = (pattern: string): string =>
  pattern === 'IP' || pattern === 'NUMBER' ? pattern : pattern === 'WORD' ? 'NOTTAB' : 'ZEEK_DATA';

const CONNECTION: [string, string, string, true][] = [
  ['NUMBER', 'timestamp', 'ts', true],
  ['NOTSPACE', 'zeek.session_id', 'uid', true],
  ['IP', 'source.ip', 'orig_h', true],
  ['INT', 'source.port:int', 'orig_p', true],
  ['IP', 'destination.ip', 'resp_h', true],
  ['INT', 'destination.port:int', 'resp_p', true],
];

const HTTP_START: [string, string, string][] = [
  ['INT', 'zeek.http.trans_depth:int', 'trans_depth'],
  ['WORD', 'http.request.method', 'method'],
  ['NOTTAB', 'url.domain', 'domain'],
  ['NOTTAB', 'url.original', 'uri'],
  ['NOTTAB', 'http.request.referrer', 'referrer'],
];
const HTTP_END: [string, string, string][] = [
  ['NUMBER', 'http.request.body.bytes:int', 'request_body_len'],
  ['NUMBER', 'http.response.body.bytes:int', 'response_body_len'],
  ['POSINT', 'http.response.status_code:int', 'status_code'],
  ['NOTTAB', 'zeek.http.status_msg', 'status_msg'],
  ['POSINT', 'zeek.http.info_code:int', 'info_code'],
  ['NOTTAB', 'zeek.http.info_msg', 'info_msg'],
];
const HTTP_USER: [string, string, string][] = [
  ['NOTTAB', 'url.username', 'username'],
  ['NOTTAB', 'url.password', 'password'],
  ['NOTTAB', 'zeek.http.proxied', 'proxied'],
  ['NOTTAB', 'zeek.http.orig_fuids', 'orig_fuids'],
];
const FLAGS: [string, string, string][] = ['AA', 'TC', 'RD', 'RA'].map((flag) => [
  'WORD',
  `zeek.dns.${flag}`,
  flag,
]);
const DNS_END: [string, string, string][] = [
  ['NOTTAB', 'dns.question.name', 'query'],
  ['INT', 'zeek.dns.qclass:int', 'qclass'],
  ['NOTTAB', 'zeek.dns.qclass_name', 'qclass_name'],
  ['INT', 'zeek.dns.qtype:int', 'qtype'],
  ['NOTTAB', 'dns.question.type', 'qtype_name'],
  ['INT', 'zeek.dns.rcode:int', 'rcode'],
  ['NOTTAB', 'dns.response_code', 'rcode_name'],
  ...FLAGS,
  ['INT', 'zeek.dns.Z:int', 'Z'],
  ['NOTTAB', 'zeek.dns.answers', 'answers'],
  ['NOTTAB', 'zeek.dns.TTLs', 'TTLs'],
  ['WORD', 'zeek.dns.rejected', 'rejected'],
];
const DNS_START: [string, string, string][] = [
  ['WORD', 'network.transport', 'proto'],
  ['INT', 'dns.id:int', 'trans_id'],
];
const CONN_START: [string, string, string][] = [
  ['WORD', 'network.transport', 'proto'],
  ['NOTTAB', 'network.protocol', 'service'],
  ['NUMBER', 'zeek.connection.duration:float', 'duration'],
  ['NUMBER', 'zeek.connection.orig_bytes:int', 'orig_bytes'],
  ['NUMBER', 'zeek.connection.resp_bytes:int', 'resp_bytes'],
  ['NOTTAB', 'zeek.connection.state', 'conn_state'],
  ['WORD', 'zeek.connection.local_orig', 'local_orig'],
];
const CONN_END: [string, string, string][] = [
  ['INT', 'zeek.connection.missed_bytes:int', 'missed_bytes'],
  ['NOTTAB', 'zeek.connection.history', 'history'],
  ['INT', 'source.packets:int', 'orig_pkts'],
  ['INT', 'source.bytes:int', 'orig_ip_bytes'],
  ['INT', 'destination.packets:int', 'resp_pkts'],
  ['INT', 'destination.bytes:int', 'resp_ip_bytes'],
  ['NOTTAB', 'zeek.connection.tunnel_parents', 'tunnel_parents'],
];
const FILES_HOSTS: [string, string, string][] = [
  ['ZEEK_TX_HOSTS', 'zeek.files.tx_hosts', 'tx_hosts'],
  ['ZEEK_RX_HOSTS', 'zeek.files.rx_hosts', 'rx_hosts'],
];
const FILES: [string, string, string, true?][] = [
  ['NUMBER', 'timestamp', 'ts', true],
  ['NOTTAB', 'zeek.files.fuid', 'fuid', true],
  ...FILES_HOSTS,
  ['NOTTAB', 'zeek.files.session_ids', 'conn_uids'],
  ['NOTTAB', 'zeek.files.source', 'source'],
  ['INT', 'zeek.files.depth:int', 'depth'],
  ['NOTTAB', 'zeek.files.analyzers', 'analyzers'],
  ['NOTTAB', 'file.mime_type', 'mime_type'],
  ['NOTTAB', 'file.name', 'filename'],
  ['NUMBER', 'zeek.files.duration:float', 'duration'],
  ['WORD', 'zeek.files.local_orig', 'local_orig'],
  ['WORD', 'zeek.files.is_orig', 'is_orig'],
  ['INT', 'zeek.files.seen_bytes:int', 'seen_bytes'],
  ['INT', 'file.size:int', 'total_bytes'],
  ['INT', 'zeek.files.missing_bytes:int', 'missing_bytes'],
  ['INT', 'zeek.files.overflow_bytes:int', 'overflow_bytes'],
  ['WORD', 'zeek.files.timedout', 'timedout'],
  ['NOTTAB', 'zeek.files.parent_fuid', 'parent_fuid'],
  ['NOTTAB', 'file.hash.md5', 'md5'],
  ['NOTTAB', 'file.hash.sha1', 'sha1'],
  ['NOTTAB', 'file.hash.sha256', 'sha256'],
  ['NOTTAB', 'zeek.files.extracted', 'extracted'],
];

const BRO_HTTP = columns([
  ...CONNECTION,
  ...HTTP_START,
  ['NOTTAB', 'user_agent.original', 'user_agent'],
  ...HTTP_END,
  ['NOTTAB', 'zeek.http.filename', 'filename'],
  ['NOTTAB', 'zeek.http.tags', 'bro_tags'],
  ...HTTP_USER,
  ['NOTTAB', 'http.request.mime_type', 'orig_mime_types'],
  ['NOTTAB', 'zeek.http.resp_fuids', 'resp_fuids'],
  ['NOTTAB', 'http.response.mime_type', 'resp_mime_types'],
]);
const ZEEK_HTTP = columns([
  ...CONNECTION,
  ...HTTP_START,
  ['NUMBER', 'http.version', 'version'],
  ['NOTTAB', 'user_agent.original', 'user_agent'],
  ['NOTTAB', 'zeek.http.origin', 'origin'],
  ...HTTP_END,
  ['NOTTAB', 'zeek.http.tags', 'tags'],
  ...HTTP_USER,
  ['NOTTAB', 'zeek.http.orig_filenames', 'orig_filenames'],
  ['NOTTAB', 'http.request.mime_type', 'orig_mime_types'],
  ['NOTTAB', 'zeek.http.resp_fuids', 'resp_fuids'],
  ['NOTTAB', 'zeek.http.resp_filenames', 'resp_filenames'],
  ['NOTTAB', 'http.response.mime_type', 'resp_mime_types'],
]);
const BRO_DNS = columns([...CONNECTION, ...DNS_START, ...DNS_END]);
const ZEEK_DNS = columns([...CONNECTION, ...DNS_START, ['NUMBER', 'zeek.dns.rtt:float', 'rtt'], ...DNS_END]);
const BRO_CONN = columns([...CONNECTION, ...CONN_START, ...CONN_END]);
/** Newer versions say of both ends whether they are local. */
const BRO_CONN_V1 = BRO_CONN.v1.replace(
  `\\t${none('INT:zeek.connection.missed_bytes:int')}`,
  (column) => `(?:\\t[TF-])?${column}`,
);
const ZEEK_CONN = columns([
  ...CONNECTION,
  ...CONN_START,
  ['WORD', 'zeek.connection.local_resp', 'local_resp'],
  ...CONN_END,
]);
const BRO_FILES = columns(FILES);

/** Later versions have more columns at the end. */
const ZEEK_FILES_MORE = `(?:\\t${none('WORD:zeek.files.extracted_cutoff')}\\t${none('INT:zeek.files.extracted_size:int')})?`;
const ZEEK_CONN_MORE = `(?:\\t${none('MAC:source.mac')}\\t${none('MAC:destination.mac')})?`;

export const ZEEK: Patterns = {
  ZEEK_DATA: '[^\\t]+',
  ZEEK_TX_HOSTS: { v1: '%{IP:server.ip}(?:[ ,][^\\t]*)?', legacy: '[^\\t]+' },
  ZEEK_RX_HOSTS: { v1: '%{IP:client.ip}(?:[ ,][^\\t]*)?', legacy: '[^\\t]+' },
  BRO_BOOL: '[TF]',
  BRO_DATA: '[^\\t]+',
  ZEEK_BOOL: '[TF]',
  BRO_HTTP,
  ZEEK_HTTP,
  BRO_DNS,
  ZEEK_DNS,
  BRO_CONN: { ...BRO_CONN, v1: BRO_CONN_V1 },
  ZEEK_CONN: { ...ZEEK_CONN, v1: ZEEK_CONN.v1 + ZEEK_CONN_MORE },
  BRO_FILES,
  ZEEK_FILES: { ...BRO_FILES, v1: BRO_FILES.v1 + ZEEK_FILES_MORE },
};
