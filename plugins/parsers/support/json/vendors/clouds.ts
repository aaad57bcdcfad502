import { readLevel } from '../../field-values.js';
import { duration, lastStep, millis, number, text } from '../conversions.js';
import { GENERAL_RULES } from '../fields.js';
import { type Profile, rulesOf } from '../rules.js';
import { levelOfWindows } from './windows.js';

/** Records of AWS CloudTrail: who called which function of which service. A call that failed has an `errorCode`. */
export const CLOUDTRAIL: Profile = {
  format: 'cloudtrail',
  marks: [['eventSource', 'eventName', 'awsRegion']],
  rules: rulesOf(
    { timestamp: ['eventTime'], application: ['eventSource'], message: ['errorMessage', 'eventName'] },
    [
      ['sourceIPAddress', 'client_ip', text],
      ['userAgent', 'user_agent', text],
      ['requestID', 'request_id', text],
    ],
  ),
  levelOf: (names) => (names.has('errorCode') ? 'ERROR' : undefined),
};

/** A LogEntry of Google Cloud Logging. */
export const GCP: Profile = {
  format: 'gcp',
  marks: [
    ['logName', 'resource'],
    ['insertId', 'resource'],
  ],
  rules: rulesOf(
    {
      timestamp: ['timestamp', 'receiveTimestamp'],
      level: ['severity'],
      source: ['resource/labels/pod_name', 'resource/labels/instance_id', 'resource/labels/database_id'],
      application: [
        ...[
          'resource/labels/container_name',
          'resource/labels/service_name',
          'resource/labels/function_name',
        ],
        ...['resource/labels/module_id', 'protoPayload/serviceName'],
      ],
      message: ['textPayload', 'jsonPayload/message', 'jsonPayload/msg', 'protoPayload/methodName'],
    },
    [
      ['httpRequest/requestMethod', 'method', text],
      ['httpRequest/status', 'status', number],
      ['httpRequest/responseSize', 'bytes', number],
      ['httpRequest/userAgent', 'user_agent', text],
      ['httpRequest/remoteIp', 'client_ip', text],
      ['httpRequest/referer', 'referrer', text],
      ['httpRequest/latency', 'duration_ms', duration],
      ['trace', 'trace_id', lastStep],
      ['spanId', 'span_id', text],
    ],
  ),
};

/** Resource logs of Azure Monitor and what Entra ID writes like them. */
export const AZURE: Profile = {
  format: 'azure',
  marks: [
    ['resourceId', 'operationName', 'category'],
    ['resourceId', 'category', 'properties'],
    ['tenantId', 'operationName', 'category'],
  ],
  rules: rulesOf(
    {
      timestamp: ['time'],
      level: ['level', 'Level'],
      source: ['properties/host', 'properties/hostname', 'Host'],
      application: ['properties/containerName', 'properties/appName', 'properties/serviceName'],
      message: [
        ...['properties/message', 'properties/Message', 'properties/log', 'properties/msg'],
        ...['resultDescription', 'operationName', 'category'],
      ],
    },
    [
      ['callerIpAddress', 'client_ip', text],
      ['durationMs', 'duration_ms', millis(1)],
    ],
    GENERAL_RULES,
  ),
  readLevel: (written) => (/^\d$/.test(written) ? levelOfWindows(written) : readLevel(written)),
};
