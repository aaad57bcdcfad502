import { gcNames } from './datadog-gc.js';
import { type NameTable, part, skip, word } from './types.js';

/** `192.0.2.7:8080` in one of our fields: the address and the port. */
const ADDRESS = /^(.*):\d+$/;
const PORT = /:(\d+)$/;
const NANOSECONDS = 1_000_000;
const OF_THE_URL = skip('taken apart from the URL');

/** Single integrations of Datadog that name what they find in their own way. */
export const DATADOG_PROGRAMS: readonly NameTable[] = [
  {
    formats: /^dd:activemq/,
    names: {
      type: 'original_level',
      'logger.thread_name': part('thread', /^(.*?)(?: \(.*\))?$/),
      'logger.name': part(['thread', 'logger'], /^.*? \((.*)\)$|^([\w.$]+)$/),
      'network.client.ip': part('thread', /-([\d.]+)$/),
    },
  },
  {
    formats: /^dd:azure_active_directory/,
    names: {
      'evt.name': ['operationName', 'message'],
      'evt.outcome': skip('written by the tool'),
      title: skip('written by the tool'),
      Level: 'original_level',
      'usr.email': 'properties.userPrincipalName',
      'usr.name': ['identity', 'user'],
    },
  },
  {
    formats: /^dd:ceph/,
    names: {
      'ceph.subsystem': part('entity', /^\(?([\w.]+)/),
      'ceph.function': 'logger',
      'ceph.address': part('entity', / (\S+)$/),
    },
  },
  {
    formats: /^dd:clickhouse/,
    names: {
      'clickhouse.service': part('logger', /^(.*?)(?: \(.*\))?$/),
      'clickhouse.application.id': part('logger', /\((.*)\)$/),
    },
  },
  { formats: /^dd:consul/, names: { app: ['logger', 'application'], 'logger.thread.id': 'pid' } },
  {
    formats: /^dd:couch/,
    names: { 'db.user': part('node', /^(.*)@/), 'network.client.ip': part('node', /@(.*)$/) },
  },
  {
    formats: /^dd:foundationdb/,
    names: {
      Machine: 'source',
      Severity: 'original_level',
      Status: 'level',
      Time: 'timestamp',
      'machine.ip': part('source', ADDRESS),
      'machine.port': part('source', PORT),
      'evt.name': 'Type',
    },
  },
  {
    formats: /^dd:gitlab/,
    names: {
      activerecord: { field: ['active_record_ms', 'activerecord_ms', 'db'], ours: NANOSECONDS },
      views: { field: ['views_ms', 'view'], ours: NANOSECONDS },
      controller: part('controller', /^(?:.*::)?(.*)$/),
      'logger.name': ['logger', 'application'],
      'http.url_details.host': OF_THE_URL,
      'http.url_details.path': OF_THE_URL,
      'http.url_details.port': OF_THE_URL,
      'http.url_details.scheme': OF_THE_URL,
    },
  },
  { formats: /^dd:glusterfs/, names: { id: 'msgid' } },
  {
    formats: /^dd:haproxy/,
    names: { 'haproxy.time_backend_response': 'response_ms', 'haproxy.mode': 'mode' },
  },
  {
    formats: /^dd:(?:harbor|redisdb)/,
    names: {
      role: word('role', { master: 'M', replica: 'S', slave: 'S', child: 'C', sentinel: 'X' }),
      severity: word('level', { WARN: '#', INFO: '*', DEBUG: '-', TRACE: '.' }),
      'redis.severity': word(['level', 'original_level'], { WARN: '#', INFO: '*', DEBUG: '-', TRACE: '.' }),
      pid: ['metadata.pid', 'pid'],
      'http.referer': ['referrer', 'http.request.referer'],
      'properties.time': 'timestamp',
    },
  },
  {
    formats: /^dd:ibm_ace/,
    names: { ibm_datetime: 'timestamp', ibm_host: 'source' },
  },
  { formats: /^dd:ibm_was/, names: { provider: 'logger' } },
  {
    formats: /^dd:ignite/,
    names: {
      'logger.thread_name': part('thread', /^(.*?)(?:-#\d+)?$/),
      'logger.thread_id': part('thread', /#(\d+)$/),
    },
  },
  {
    formats: /^dd:iis/,
    names: {
      'http.server_name': 'server_ip',
      'http.sub_status_code': 'substatus',
      'http.useragent': { field: 'user_agent', as: (value) => String(value).replaceAll(' ', '+') },
    },
  },
  {
    formats: /^dd:jmeter/,
    names: { 'network.bytes_written': 'sent_bytes', 'sampler.status_category': skip('added by the tool') },
  },
  {
    formats: /^dd:khulnasoft_cluster_agent/,
    names: {
      pyFilename: 'python_file',
      pyLineno: 'python_line',
      check: part('check', /^check:([^,]*)/),
      type: part('check', /type:(\w+)$/),
      kafka_cluster_status: part('check', /^kafka_cluster_status:(.*)$/),
    },
  },
  {
    formats: /^dd:lighttpd/,
    names: { 'http.ident': 'host', 'lighttpd.file_name': 'file', 'lighttpd.line_number': 'line' },
  },
  { formats: /^dd:mapr$/, names: { fluentd_tag: 'tag', 'logger.name': 'class' } },
  {
    formats: /^dd:mongo/,
    names: {
      'db.operation': ['operation', 'component'],
      s: 'original_level',
      'db.statement': 'statement',
      'query.type': 'command',
      'mongo.query.type': 'command',
      'mongo.counters.protocol': 'protocol',
      'mongo.counters.r': 'r',
      'mongo.counters.w': 'w',
      'mongo.planSummary.type': 'plan',
      'mongo.appName': 'application_name',
      't.$date': 'timestamp',
      'mongo.connectionId': ['connection', 'connection_id'],
    },
  },
  {
    formats: /^dd:mysql/,
    names: {
      'mysql.query.id': 'thread_id',
      Thread_id: ['server_thread_id', 'thread_id'],
      Last_errno: 'error_code',
      Errno: 'error_code',
      Schema: 'database',
      QC_hit: word('query_cache_hit', { false: 'No', true: 'Yes' }),
    },
  },
  {
    formats: /^dd:nginx_ingress/,
    names: {
      'proxy.alternate_name': 'upstream_alternative',
      'http.upstream_duration': {
        field: ['upstream_ms', 'upstream_duration_ms'],
        as: (value) => first(value, 0.001),
      },
      'http.upstream_status_code': { field: 'upstream_status', as: (value) => first(value) },
      'network.bytes_read': { field: 'upstream_bytes', as: (value) => first(value) },
      'network.destination.ip': part(['upstream', 'upstream_ip'], /^([^:,]*)/),
      'network.destination.port': part(['upstream', 'upstream_port'], /^[^,]*?:(\d+)/),
    },
  },
  { formats: /^dd:openstack/, names: { filename: ['file', 'function'], module: 'logger' } },
  {
    formats: /^dd:pgbouncer/,
    names: {
      'db.instance': 'database',
      'db.tls': 'tls',
      'db.query.rate': 'queries_per_s',
      'db.query.us': 'query_us',
      'db.read.rate': 'bytes_in_per_s',
      'db.write.rate': 'bytes_out_per_s',
      'db.xact.rate': 'transactions_per_s',
      'db.xact.us': 'transaction_us',
      'db.wait_time': 'wait_us',
    },
  },
  { formats: /^dd:postgres/, names: { 'postgres.appname': 'application_name', 'postgres.proc_id': 'pid' } },
  {
    formats: /^dd:presto/,
    names: {
      duration: { field: 'duration_ms', ours: NANOSECONDS },
    },
  },
  {
    formats: /^dd:proxysql/,
    names: {
      'db.instance': 'schemaname',
      'network.client.ip': part(['client_addr', 'client'], ADDRESS),
      'network.client.port': part(['client_addr', 'client'], PORT),
      'network.proxysql.ip': part(['proxy_addr', 'server'], ADDRESS),
      'network.proxysql.port': part(['proxy_addr', 'server'], PORT),
      'logger.name': part(['extra_info', 'file'], /^([^:]*)/),
      'logger.line_number': part(['extra_info', 'line'], /^(?:[^:]*:)?(\d+)/),
      'logger.method_name': part(['extra_info', 'function'], /^(?:[^:]*:\d+:)?(.*)$/),
      endtime: 'timestamp',
    },
  },
  { formats: /^dd:ray/, names: { 'file.line': { field: 'line', as: (value) => `${value}:` } } },
  { formats: /^dd:riak/, names: { 'logger.thread_name': part('process', /^<?(.*?)>?$/) } },
  { formats: /^dd:scylla/, names: { 'db.operation': 'logger' } },
  {
    formats: /^dd:sidekiq/,
    names: {
      'logger.thread_id': ['thread', 'tid'],
      'sidekiq.jobname': 'worker',
    },
  },
  {
    formats: /^dd:solr/,
    names: {
      'collection.x': 'core',
      'collection.r': 'replica',
      'collection.c': 'collection',
      'collection.s': 'shard',
    },
  },
  { formats: /^dd:sonarqube/, names: { 'application.id': 'component' } },
  { formats: /^dd:strimzi/, names: { entry_type: 'tag', stream_type: 'stream', 'logger.line': 'line' } },
  {
    formats: /^dd:temporal/,
    names: { service: { field: ['application', 'service'], as: (value) => `temporal-${value}` } },
  },
  { formats: /^dd:tenable/, names: { function: 'logger' } },
  { formats: /^dd:tomcat/, names: gcNames() },
  { formats: /^dd:torchserve/, names: { output: part('thread', /-(stdout|stderr)$/) } },
  { formats: /^dd:traffic_server/, names: { 'logger.name': ['thread', 'application'] } },
  { formats: /^dd:vault/, names: { 'vault.service': 'logger' } },
  { formats: /^dd:vertica/, names: { 'application.id': 'thread' } },
  { formats: /^dd:voltdb/, names: { 'voltdb.task': 'thread' } },
  {
    formats: /^dd:boundary/,
    names: {
      'evt.category': 'type',
      'evt.content_type': 'datacontentype',
      'evt.operation': 'data.op',
      'http.referer': 'source',
      'http.request_id': 'data.request_info.id',
    },
  },
];

/** Of the values of several tries the first one's, in the tool's unit. */
function first(value: unknown, scale = 1): unknown {
  const one = Array.isArray(value) ? value[0] : value;
  return typeof one === 'number' ? one * scale : one;
}
