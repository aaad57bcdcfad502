import { type NameTable, skip } from './types.js';

/** Filebeat's modules, whose names are those of ECS. */
export const BEATS: readonly NameTable[] = [
  {
    formats:
      /^(?:elasticsearch|kibana|logstash|kafka|mongodb|mysql|postgresql|redis|iis|haproxy|traefik|system|apache|nginx|auditd|icinga|osquery)_/,
    names: {
      'event.duration': { field: 'duration_ms', ours: 1_000_000 },
      'destination.address': ['server_ip', 'destination_ip', 'dst_ip', 'local_ip'],
      'destination.ip': skip('the same as destination.address'),
      'destination.port': ['server_port', 'destination_port', 'dst_port', 'local_port', 'port'],
      'destination.domain': ['site', 'server_name', 'host'],
      'url.path': 'path',
      'url.query': 'query',
      'url.domain': 'host',
      'error.message': 'message',
    },
  },
];
