import { type NameTable, skip } from './types.js';

const TOKENS = skip('a part of the request line, which is scored by its parts');

/** Tools with few tables of their own. */
export const OTHERS: readonly NameTable[] = [
  {
    formats: /^metron:squid/,
    names: {
      ip_dst_addr: ['upstream_ip', 'upstream'],
      action: 'cache_result',
    },
  },
  {
    formats: /^metron:/,
    names: {
      'syslog.header.hostName': 'source',
      'syslog.header.facility': '#facility',
      'syslog.header.severity': '#severity',
      'syslog.header.pri': '#priority',
      'syslog.header.timestamp': 'timestamp',
      'syslog.header.version': '#version',
      'syslog.header.appName': 'application',
      'syslog.header.procId': 'pid',
      'syslog.header.msgId': 'msgid',
      'syslog.message': 'message',
      ciscotag: ['cisco_tag', 'tag', 'mnemonic', 'event_id'],
      ip_src_addr: ['source_ip', 'src_ip', 'client_ip', 'src'],
      ip_dst_addr: ['destination_ip', 'dst_ip', 'server_ip', 'dst', 'peer_ip', 'upstream_ip'],
      ip_src_port: ['source_port', 'src_port', 'client_port', 'spt'],
      ip_dst_port: ['destination_port', 'dst_port', 'server_port', 'dpt'],
      elapsed: 'duration_ms',
      full_hostname: 'host',
      domain_without_subdomains: skip('looked up by the tool in a list of top-level domains'),
      event_type: ['event_type', 'category', 'type', 'component'],
      event_code: ['event_code', 'message_id', 'code'],
    },
  },
  {
    formats: /^(?:apache_|nginx_|apache$|nginx$)/,
    names: {
      message: [...['+request', 'message', 'request']],
      host: ['client_ip', 'host'],
      request_length: 'request_bytes',
      request_time: { field: 'duration_ms', ours: 0.001 },
      proxy_upstream_name: 'upstream_name',
      proxy_alternative_upstream_name: ['alternative_upstream_name', 'upstream_alternative'],
      upstream_addr: 'upstream',
      upstream_response_length: 'upstream_bytes',
      upstream_response_time: { field: ['upstream_duration_ms', 'upstream_ms'], ours: 0.001 },
      req_id: 'request_id',
      compression: ['compression', 'gzip_ratio', 'extra'],
      http_x_forwarded_for: ['forwarded_for', 'extra'],
    },
  },
  {
    formats: /^(?:klog|glog)$/,
    names: { id: ['tid', 'pid', 'thread'] },
  },
  {
    formats: /^syslog_.*datagram$/,
    names: {
      meta_sequence: 'structured_data.meta.sequence',
      meta_service: 'structured_data.meta.service',
    },
  },
  {
    formats: /^(?:key_value|logfmt)$/,
    names: {
      at: ['at', 'level', 'original_level'],
      app: ['app', 'application'],
      Body: 'message',
    },
  },
  {
    formats: /^lnav:/,
    names: { format: skip("the tool's own name") },
  },
  {
    formats: /^syslog/,
    names: {
      source: skip('address of the sender in the test'),
      version: '#version',
      pri: '#priority',
    },
  },
  {
    formats: /^grok:/,
    names: {
      'source.ip': ['client_ip', 'client', 'source_ip', 'src_ip', 'src'],
      'source.port': ['client_port', 'source_port', 'src_port', 'spt'],
      'source.bytes': ['bytes', 'bytes_sent'],
      'destination.ip': ['destination_ip', 'dst_ip', 'server_ip', 'dst', 'upstream_ip'],
      'destination.port': ['destination_port', 'dst_port', 'server_port', 'dpt', 'upstream_port'],
      httpversion: 'http_version',
      port: ['client_port', 'port'],
      'redis.database.id': 'database',
      'redis.command.name': 'command',
      'redis.command.args': 'arguments',
      params: 'arguments',
      logmessage: 'message',
      'error.code': 'error_code',
      'apache.error.proxy.error.code': 'os_error',
      'apache.error.proxy.error.message': 'os_error_text',
      proxy_errorcode: 'os_error',
      proxy_message: 'os_error_text',
      'url.scheme': ['scheme', '+url_scheme'],
      'url.port': ['host_port', '+url_port'],
      'url.domain': ['host', '+url_host'],
      'url.path': ['path', '+url_path'],
      proto: '+url_scheme',
      urihost: '+url_authority',
      http_host: '+url_authority',
      rawrequest: TOKENS,
    },
  },
];
