import { levelOfSeverity } from '../../../../../pipeline/level.js';
import { number, text } from '../conversions.js';
import { GENERAL_RULES } from '../fields.js';
import { type Profile, rulesOf } from '../rules.js';

/** Docker's json-file: a line of a program in a container and the stream it was written to. */
export const DOCKER_JSON: Profile = {
  format: 'docker-json',
  marks: [['stream', 'log', 'time']],
  rules: rulesOf({ timestamp: ['time'], message: ['log'] }),
  line: true,
};

const syslogLevel = (digits: string) =>
  /^[0-7]$/.test(digits) ? levelOfSeverity(Number(digits)) : undefined;

/** GELF 1.1: names that the sender adds have an underscore before them. */
export const GELF: Profile = {
  format: 'gelf',
  marks: [['short_message', 'version']],
  rules: rulesOf({
    timestamp: ['timestamp'],
    level: ['level'],
    source: ['host'],
    application: ['_application', '_app', '_application_name', '_service', '_container_name'],
    message: ['short_message'],
  }),
  readLevel: syslogLevel,
  rename: (name) => (/^_[A-Za-z]/.test(name) ? name.slice(1) : name),
};

/** What `journalctl -o json` writes; all values are texts. */
export const JOURNALD_JSON: Profile = {
  format: 'journald-json',
  marks: [['__REALTIME_TIMESTAMP']],
  rules: rulesOf(
    {
      timestamp: ['__REALTIME_TIMESTAMP', '_SOURCE_REALTIME_TIMESTAMP'],
      level: ['PRIORITY'],
      source: ['_HOSTNAME'],
      application: ['SYSLOG_IDENTIFIER', '_COMM', '_SYSTEMD_UNIT'],
      message: ['MESSAGE'],
    },
    [
      ['_PID', 'pid', number],
      ['SYSLOG_PID', 'pid', number],
    ],
  ),
  readLevel: syslogLevel,
};

/** Audit events of Kubernetes and OpenShift (audit.k8s.io). */
export const KUBERNETES_AUDIT: Profile = {
  format: 'kubernetes-audit',
  marks: [['auditID', 'verb']],
  rules: rulesOf({ timestamp: ['requestReceivedTimestamp', 'stageTimestamp', 'timestamp'] }, [
    ['verb', 'method', text],
    ['requestURI', 'path', text],
    ['responseStatus/code', 'status', number],
    ['userAgent', 'user_agent', text],
  ]),
  access: true,
};

/** bunyan: `name` is the program, `v` the version of the format. */
export const BUNYAN: Profile = {
  format: 'json',
  marks: [['v', 'name', 'hostname', 'pid', 'level']],
  rules: rulesOf({ application: ['name'] }, [], GENERAL_RULES),
};
