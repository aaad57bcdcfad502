import { LEVELS, type Level } from '../../../../../pipeline/level.js';
import { fillSlowMessage } from '../../databases/elastic.js';
import { readLevel } from '../../field-values.js';
import { RecordDraft } from '../../record-draft.js';
import { text } from '../conversions.js';
import { GENERAL_RULES } from '../fields.js';
import { type Profile, rulesOf } from '../rules.js';

const MONGODB_LEVELS: Record<string, Level> = { F: 'FATAL', E: 'ERROR', W: 'WARN', I: 'INFO', D: 'DEBUG' };

/** MongoDB 4.4 and later. */
export const MONGODB: Profile = {
  format: 'mongodb',
  marks: [['ctx', 't', 's', 'c', 'msg']],
  rules: rulesOf({ timestamp: ['t'], level: ['s'], message: ['msg'] }),
  readLevel: (word) => (/^(?:[FEWI]|D[1-5]?)$/.test(word) ? MONGODB_LEVELS[word[0]!] : undefined),
};

const SURICATA_LEVELS: Record<string, Level> = { 1: 'ERROR', 2: 'WARN', 3: 'INFO' };

/** Suricata's eve.json. The severity is that of an alert, 1 the worst. */
export const SURICATA: Profile = {
  format: 'suricata',
  marks: [
    ['event_type', 'timestamp', 'src_ip'],
    ['event_type', 'timestamp', 'flow_id'],
    ['event_type', 'timestamp', 'stats'],
  ],
  rules: rulesOf({
    timestamp: ['timestamp'],
    level: ['alert/severity'],
    source: ['host', 'sensor_name'],
    message: ['alert/signature', 'event_type'],
  }),
  readLevel: (digit) => SURICATA_LEVELS[digit],
};

const OTEL_STEP = 4;

/** 1 to 24, four of each level (logs data model, "Severity Fields"). */
function levelOfOtel(written: string): Level | undefined {
  if (!/^\d{1,2}$/.test(written)) return readLevel(written);
  const number = Number(written);
  return number === 0 ? undefined : LEVELS[Math.floor((number - 1) / OTEL_STEP)];
}

/** OpenTelemetry's data model, in its own names and in those of OTLP. */
export const OTEL: Profile = {
  format: 'otel',
  marks: [
    ['SeverityNumber', 'Body'],
    ['SeverityText', 'Body'],
    ['severityNumber', 'body'],
    ['severityText', 'body'],
    ['severity_number', 'body'],
    ['timeUnixNano', 'body'],
  ],
  rules: rulesOf(
    {
      timestamp: ['Timestamp', 'timeUnixNano', 'ObservedTimestamp', 'observedTimeUnixNano'],
      level: [
        ...['SeverityText', 'severityText', 'severity_text', 'SeverityNumber', 'severityNumber'],
        ...['severity', 'severity_number'],
      ],
      source: ['Resource/host.name', 'resource/host.name', 'resource/attributes/host.name'],
      application: ['Resource/service.name', 'resource/service.name', 'resource/attributes/service.name'],
      message: ['Body/stringValue', 'body/stringValue', 'Body', 'body'],
    },
    [
      ['TraceId', 'trace_id', text],
      ['traceId', 'trace_id', text],
      ['SpanId', 'span_id', text],
      ['spanId', 'span_id', text],
    ],
    GENERAL_RULES,
  ),
  readLevel: levelOfOtel,
};

const NEXTCLOUD_LEVELS: Record<string, Level> = { 0: 'DEBUG', 1: 'INFO', 2: 'WARN', 3: 'ERROR', 4: 'FATAL' };

/** nextcloud.log: levels from 0 (debug) to 4 (fatal), `--` for none. */
export const NEXTCLOUD: Profile = {
  format: 'nextcloud',
  marks: [['reqId', 'remoteAddr', 'level', 'message']],
  rules: rulesOf({ timestamp: ['time'], level: ['level'], application: ['app'], message: ['message'] }, [
    ['reqId', 'request_id', text],
    ['remoteAddr', 'client_ip', text],
    ['userAgent', 'user_agent', text],
  ]),
  readLevel: (digit) => NEXTCLOUD_LEVELS[digit],
};

/** CloudNativePG: what PostgreSQL says is an object within what the operator writes. */
export const CLOUDNATIVE_PG: Profile = {
  format: 'json',
  marks: [['logging_pod', 'record']],
  rules: rulesOf(
    {
      timestamp: ['ts', 'record/log_time'],
      level: ['record/error_severity'],
      source: ['logging_pod'],
      message: ['record/message'],
    },
    [],
    GENERAL_RULES,
  ),
};

const FOUNDATIONDB_LEVELS: Record<string, Level> = {
  5: 'DEBUG',
  10: 'INFO',
  20: 'WARN',
  30: 'WARN',
  40: 'ERROR',
};

/** Trace events of FoundationDB: severities of its own. */
export const FOUNDATIONDB: Profile = {
  format: 'json',
  marks: [['LogGroup', 'Severity', 'Machine', 'Type']],
  rules: rulesOf(
    { timestamp: ['Time', 'DateTime'], level: ['Severity'], source: ['Machine'], message: ['Type'] },
    [],
    GENERAL_RULES,
  ),
  readLevel: (digits) => FOUNDATIONDB_LEVELS[digits],
};

/** zap's console names in JSON: `zap.NewDevelopmentEncoderConfig` (https://pkg.go.dev/go.uber.org/zap#NewDevelopmentEncoderConfig). */
export const ZAP_DEVELOPMENT: Profile = {
  format: 'json',
  marks: [['L', 'T', 'M']],
  rules: rulesOf(
    { timestamp: ['T'], level: ['L'], message: ['M'] },
    [
      ['N', 'logger', text],
      ['C', 'caller', text],
      ['S', 'stack_trace', text],
    ],
    GENERAL_RULES,
  ),
};

const slowMessage = new RecordDraft();

/** Slow logs of Elasticsearch 7 and OpenSearch in JSON, whose messages hold what 8 has in members. */
export const ELASTICSEARCH_SLOW_LOG: Profile = {
  format: 'json',
  marks: [['cluster.name', 'component', 'node.name', 'type', 'message']],
  rules: GENERAL_RULES,
  details: (message) => {
    if (!message.includes('] took[')) return [];
    fillSlowMessage(slowMessage.begin(), message);
    return slowMessage.members();
  },
};
