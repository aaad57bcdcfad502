import type { NameTable } from './types.js';

/** The integrations of Datadog, whose times are milliseconds and whose durations are nanoseconds. */
export const DATADOG: readonly NameTable[] = [
  {
    formats: /^dd:/,
    names: {
      duration: { field: ['duration_ms'], ours: 1_000_000 },
      'db.statement': ['query', 'statement', 'message', 'command'],
      'db.instance': ['database', 'collection', 'namespace'],
      'network.destination.ip': ['destination_ip', 'server_ip', 'upstream_ip'],
      'network.destination.port': ['destination_port', 'server_port', 'upstream_port'],
      'syslog.date': 'timestamp',
      'error.message': ['error', 'message'],
      'logger.thread_name': ['thread', 'tid'],
      'http.protocol': ['protocol', '+protocol', 'http_version'],
      'http.authority': ['host', 'authority'],
      'mongo.context': ['thread', 'context'],
      'haproxy.time_queue': ['queue_ms', 'queue_time_ms', 'time_queue'],
      'db.severity': ['level', 'original_level', 'severity'],
      'db.date': 'timestamp',
    },
  },
];
