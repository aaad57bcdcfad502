import { rulesOf } from './rules.js';

/** Zeek's logs, each the name of an object around its fields where a plugin sends them to a queue (`tag_json`). */
const ZEEK_LOGS = [
  ...['conn', 'dns', 'http', 'ssl', 'files', 'weird', 'notice', 'x509', 'dhcp', 'ssh', 'ftp', 'smtp', 'sip'],
  ...['snmp', 'rdp', 'radius', 'pe', 'dpd', 'known_certs', 'known_hosts', 'known_services', 'known_devices'],
  ...[
    'software',
    'tunnel',
    'irc',
    'kerberos',
    'ntlm',
    'dce_rpc',
    'smb_files',
    'smb_mapping',
    'modbus',
    'dnp3',
  ],
  ...['app_stats', 'capture_loss', 'reporter', 'stats', 'traceroute', 'syslog', 'mysql', 'rfb', 'socks'],
];

/*
 * The names under which JSON loggers write the fields of an event. New loggers are new names here, nothing else. In
 * each row the first name wins over those after it. Names that mean something else as often (`name`, `date`, `node`)
 * are left out: they stay in the metadata.
 */
export const GENERAL_RULES = rulesOf({
  timestamp: [
    ...['timestamp', '@timestamp', 'time', 'ts', 'datetime', '@t', 'Timestamp', 'eventTime', 'asctime'],
    ...['instant', 'timeMillis', 'timestamp_ns', 'timestampMillis', 'timeStamp', 'TimeStamp', 'event_time'],
    ...['log_time', 'logtime', 'EventTime', 'Time', 'time_iso8601', 'time_local', 'DateTime', 't', '_time'],
    ...[
      'unixTime',
      'calendarTime',
      'ibm_datetime',
      ...ZEEK_LOGS.map((name) => `${name}/ts`),
      'TimeCreated',
      'TimeGenerated',
      'start_time',
      'end_time',
      'endtime',
      'creation_time',
    ],
  ],
  level: [
    ...['level', 'severity', 'lvl', 'log.level', 'loglevel', 'log_level', 'levelname', '@l', 'Level'],
    ...[
      'level_name',
      'levelName',
      'logLevel',
      'LogLevel',
      'log/level',
      'Severity',
      'severity_text',
      'SeverityText',
    ],
    ...['severityText', 'error_severity', '@fields/level', '@fields/severity', '@fields/lvl', 'fields/level'],
  ],
  source: [
    ...['source', 'host', 'hostname', 'host.name', 'host_name', 'HOSTNAME', 'host/name', 'host/hostname'],
    ...['host.hostname', 'Hostname', 'HostName', 'hostName', 'Computer', 'ComputerName', 'computer_name'],
    ...['MachineName', 'machine_name', 'winlog/computer_name', '@source_host', '@fields/host', 'logsource'],
    ...['hostIdentifier', 'ibm_host', 'agent/hostname', 'resource/host.name', 'fqdn'],
  ],
  application: [
    ...['application', 'app', 'service', 'service.name', 'service_name', 'app_name', 'appname', 'program'],
    ...[
      'service/name',
      'serviceName',
      'Application',
      'applicationName',
      'application_name',
      'ApplicationName',
    ],
    ...[
      'appName',
      'AppName',
      'syslog_identifier',
      'progname',
      'process_name',
      'process/name',
      'resource/service.name',
    ],
    ...['kubernetes/container_name', 'kubernetes/container/name', 'container_name', 'container/name'],
  ],
  message: [
    ...['message', 'msg', 'log', '@m', 'short_message', 'Message', 'MESSAGE', 'event', 'text', 'body'],
    ...['@mt', '@message', 'Msg', 'Body', 'log_message', 'logMessage', 'logEvent/message', 'fields/message'],
    ...['@fields/message', '@fields/msg', 'textPayload', 'eventMessage', 'MessageTemplate', 'data/message'],
  ],
  metadata: ['metadata'],
});
