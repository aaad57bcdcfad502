import { type NameTable, part } from './types.js';

const NANOSECONDS = 1_000_000;

/** A number as the tool leaves it: with its thousands apart. */
function grouped(field: string) {
  return { field, as: (value: unknown) => (typeof value === 'number' ? value.toLocaleString('en') : value) };
}

/** What Weave Net's policy controller logs of a pod, as an object of Kubernetes has it. */
const OF_THE_POD = [
  ...['creationTimestamp', 'generateName', 'labels.controller-uid', 'labels.job-name', 'name', 'namespace']
    .concat(['resourceVersion', 'selfLink', 'uid'])
    .map((name) => `metadata.${name}`),
  ...['containers', 'dnsPolicy', 'nodeName', 'priority', 'restartPolicy', 'schedulerName', 'serviceAccount']
    .concat(['serviceAccountName', 'terminationGracePeriodSeconds'])
    .map((name) => `spec.${name}`),
  ...['hostIP', 'phase', 'qosClass', 'startTime'].map((name) => `status.${name}`),
];

/** What integrations of Datadog take out of the words of a message. */
export const DATADOG_MESSAGES: readonly NameTable[] = [
  {
    formats: /^dd:nginx_ingress/,
    names: {
      'network.client.mac': 'client_mac',
      'network.client.name': 'client_name',
      'network.destination.ip': part(['destination_ip', 'upstream', 'upstream_ip'], /^([^:,]*)/),
      'network.destination.mac': 'destination_mac',
      'network.destination.name': 'destination_name',
      'network.destination.port': part(
        ['destination_port', 'upstream', 'upstream_port'],
        /^[^,]*?:(\d+)|^(\d+)$/,
      ),
      'network.peer.mac': 'peer_mac',
      'network.peer.name': 'peer_name',
      'destination.mac': 'mac',
      'source.mac': 'peer_mac',
      ipsec_op: 'operation',
      mode: 'overlay',
      'system.user': ['owner', 'user'],
      'http.protocol': ['protocol', 'http_version'],
      'error.message': ['error', 'message'],
      ...Object.fromEntries(OF_THE_POD.map((name) => [name, `object.${name}`])),
    },
  },
  {
    formats: /^dd:calico/,
    names: {
      updated: 'update',
      'calico.config.key': 'config_name',
      'calico.config.value': 'config_value',
      'calico.dataplane_reconciliation.avg': 'average_ms',
      'calico.dataplane_reconciliation.count': 'loops_count',
      'calico.dataplane_reconciliation.duration': 'interval',
      'calico.dataplane_reconciliation.longest': 'longest_ms',
    },
  },
  {
    formats: /^dd:twemproxy/,
    names: {
      hostname: 'server_ip',
      port: 'server_port',
      'process.id': 'fd',
      'twemproxy.pool.name': 'pool',
      'twemproxy.pool.number': 'pool_number',
      'twemproxy.pool.servers': 'servers_count',
      'twemproxy.servers.live': 'live_count',
      'twemproxy.servers.total': 'servers_count',
      'error.type': 'error',
    },
  },
  {
    formats: /^dd:cassandra/,
    names: {
      // The tool takes the table for the keyspace where a line names no keyspace.
      'cassandra.keyspace': ['keyspace', 'table'],
      'db.operation': 'operation',
      'db.table': 'table',
      'db.operations': 'operations',
      'db.slow_statements': 'slow_statements',
      elapsed_time: { field: 'interval_ms', ours: NANOSECONDS },
      'cassandra.offheap.flush': 'offheap_flushing',
      'cassandra.onheap.flush': 'onheap_flushing',
      ...Object.fromEntries(
        ['live', 'this', 'total', 'bytes', 'percent'].flatMap((name) => [
          [`cassandra.offheap.${name}`, `offheap_${name}`],
          [`cassandra.onheap.${name}`, `onheap_${name}`],
        ]),
      ),
      'cassandra.bytes_kb': part('size', /^([\d.]+)KiB$/),
      'cassandra.bytes_in': grouped('bytes_before'),
      'cassandra.bytes_out': grouped('bytes_after'),
      'cassandra.duration_ms': grouped('duration_ms'),
      'cassandra.pkeys_in': grouped('partitions_before'),
      'cassandra.pkeys_out': grouped('partitions_after'),
      'cassandra.merge_cnt': 'merge_counts',
      'cassandra.percent_of_orig': 'percent_of_original',
      'cassandra.speed_mb': 'mb_per_s',
      'cassandra.eden.orig_bytes': 'eden_before_bytes',
      'cassandra.eden.new_bytes': 'eden_after_bytes',
      'cassandra.oldgen.orig_bytes': 'old_before_bytes',
      'cassandra.oldgen.new_bytes': 'old_after_bytes',
      'cassandra.survivor.orig_bytes': 'survivor_before_bytes',
      'cassandra.survivor.new_bytes': 'survivor_after_bytes',
      'cassandra.cache_used': 'used_bytes',
      'cassandra.cache_size': 'size_bytes',
    },
  },
  {
    formats: /^dd:hive/,
    names: {
      'db.command.source': 'command_source',
      'db.command.table': 'table',
      'db.command.description': 'description',
      'db.name': 'database',
      'db.operation': 'operation',
      'db.user': 'user',
      description: 'message',
    },
  },
  {
    formats: /^dd:torchserve/,
    names: {
      'model.name': 'model',
      'worker.id': 'worker',
      'inference.time': 'inference_at',
      'command.name': 'command',
      'command.timestamp': 'command_at',
      'backend.response_time': 'response_ms',
      'job.backend_time': 'backend_ns',
      'job.waiting_time': 'waiting_ns',
      'job.done': 'job_done',
      // The number behind the status is the time the answer took.
      'network.bytes_written': 'duration_ms',
    },
  },
  {
    formats: /^dd:activemq/,
    names: {
      'system.user': 'user',
      'system.action': ['action', 'path'],
      'system.properties': 'arguments',
      'network.client.ip': ['client_ip', 'client_host'],
      'http.url_details.path': 'path',
    },
  },
  {
    formats: /^dd:hazelcast/,
    names: { 'hazelcast.host': 'member', 'hazelcast.cluster': 'cluster', 'hazelcast.version': 'version' },
  },
  {
    formats: /^dd:(?:mysql|harbor|postgres)/,
    names: { 'db.operation': part(['command', 'statement'], /^\s*(\w+)/) },
  },
  {
    formats: /^dd:twistlock/,
    names: {
      'vulnerability.host': 'source',
      'vulnerability.id': 'vulnerability_id',
      'vulnerability.package.name': 'package',
      'vulnerability.package.version': 'package_version',
      'vulnerability.status': 'vendor_status',
      'vulnerability.time': 'timestamp',
    },
  },
  {
    formats: /^dd:gitlab/,
    names: {
      queue_duration: { field: 'queue_duration', ours: NANOSECONDS },
      gitaly_duration: { field: ['gitaly_duration', 'gitaly_duration_ms'], ours: NANOSECONDS },
      processor: '+controller_action',
      addr: 'address',
      'error.message': ['error', 'message'],
      class: part('controller', /^(\w+)::/),
    },
  },
  {
    formats: /^dd:harbor/,
    names: {
      'logger.name': ['logger', 'file'],
      'properties.L': 'level',
      'properties.T': 'timestamp',
      'properties.msg': 'message',
    },
  },
  {
    formats: /^dd:cockroachdb/,
    names: {
      'runtime_stats.rss': 'rss',
      'runtime_stats.goroutines': 'goroutines',
      'runtime_stats.go_alloc': 'go_allocated',
      'runtime_stats.go_idle': 'go_idle',
      'runtime_stats.go_total': 'go_total',
      'runtime_stats.cgo_alloc': 'cgo_allocated',
      'runtime_stats.cgo_total': 'cgo_total',
      'runtime_stats.cgo_per_sec': 'cgo_calls_per_s',
      'runtime_stats.user_cpu_percent': 'cpu_user_percent',
      'runtime_stats.sytem_cpu_percent': 'cpu_system_percent',
      'runtime_stats.percent_gc': 'gc_percent',
      'runtime_stats.read_net': 'network_read',
      'runtime_stats.write_net': 'network_written',
    },
  },
  {
    formats: /^dd:impala/,
    names: {
      // The tool takes the client for the destination.
      'network.destination.ip': ['server_ip', 'client_ip'],
      'network.destination.name': 'server',
      'network.destination.port': ['server_port', 'client_port'],
      'topic.name': 'topic',
      'topic.size': part('size', /^([\d.]+) /),
      'backend.name': 'backend',
      'backend.group_name': 'group',
    },
  },
  {
    formats: /^dd:ray/,
    names: {
      'network.client.ip': 'server_ip',
      'network.client.port': 'server_port',
      'worker.pid': 'worker_pid',
    },
  },
  {
    formats: /^dd:rethinkdb/,
    names: {
      'rethinkdb.server.id': 'server_id',
      'rethinkdb.server.name': 'server_name',
      'rethinkdb.proxy.id': 'proxy_id',
      'db.table': 'table',
    },
  },
  { formats: /^dd:foundationdb/, names: { Type: ['Type', 'message'], 'evt.name': ['Type', 'message'] } },
  { formats: /^dd:proxysql/, names: { event: ['event', 'message'] } },
  { formats: /^dd:docker_daemon/, names: { 'khulnasoft.process': 'function' } },
  { formats: /^dd:solr/, names: { 'collection.s': ['shard', 'shard_name'] } },
  { formats: /^dd:nagios/, names: { notification: 'command' } },
  { formats: /^dd:openstack/, names: { thread_no: 'tid' } },
  { formats: /^dd:ibm_was/, names: { component: ['message_id', 'exception'] } },
  { formats: /^dd:ibm_ace/, names: { 'logger.name': 'msgid' } },
  { formats: /^dd:istio/, names: { 'network.bytes_written': ['responseSize', 'bytes'] } },
  { formats: /^dd:haproxy/, names: { 'haproxy.mode': 'mode' } },
  {
    formats: /^dd:vault/,
    names: {
      'http.method': ['request.operation', 'method'],
      'network.client.ip': 'request.remote_address',
      'usr.id': 'auth.display_name',
    },
  },
  {
    formats: /^dd:ssh_check/,
    names: {
      'system.action': 'outcome',
      'system.type': 'auth_method',
      'system.algorithm': part('fingerprint', /^(\S+) /),
      'system.key': part('fingerprint', /^\S+ (.*)$/),
    },
  },
];
