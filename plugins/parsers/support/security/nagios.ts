import type { LogEvent } from '../../../../pipeline/event.js';
import type { Level } from '../../../../pipeline/level.js';
import type { Parser } from '../../../../pipeline/plugin.js';
import { readTime } from '../field-values.js';
import { RecordDraft } from '../record-draft.js';

/*
 * nagios.log: `[1762856430] SERVICE ALERT: host;service;CRITICAL;SOFT;1;output`, and the same of Icinga 1 and Naemon
 * (https://assets.nagios.com/downloads/nagioscore/docs/nagioscore/4/en/).
 */

const HEAD = /\[(\d{10})\] (?:([A-Z][A-Z ]{3,40}): )?(?=\S)/y;

const HOST_STATE = 'host state state_type attempt output';
const SERVICE_STATE = 'host service state state_type attempt output';
/** What stands between the semicolons of each kind of entry; the last one takes the rest. */
const KINDS: Readonly<Record<string, string>> = {
  'HOST ALERT': HOST_STATE,
  'INITIAL HOST STATE': HOST_STATE,
  'CURRENT HOST STATE': HOST_STATE,
  'HOST EVENT HANDLER': 'host state state_type attempt handler',
  'GLOBAL HOST EVENT HANDLER': 'host state state_type attempt handler',
  'SERVICE ALERT': SERVICE_STATE,
  'INITIAL SERVICE STATE': SERVICE_STATE,
  'CURRENT SERVICE STATE': SERVICE_STATE,
  'SERVICE EVENT HANDLER': 'host service state state_type attempt handler',
  'GLOBAL SERVICE EVENT HANDLER': 'host service state state_type attempt handler',
  'HOST NOTIFICATION': 'user host state command output',
  'SERVICE NOTIFICATION': 'user host service state command output',
  'HOST FLAPPING ALERT': 'host state output',
  'SERVICE FLAPPING ALERT': 'host service state output',
  'HOST DOWNTIME ALERT': 'host state output',
  'SERVICE DOWNTIME ALERT': 'host service state output',
  'PASSIVE HOST CHECK': 'host return_code output',
  'PASSIVE SERVICE CHECK': 'host service return_code output',
  'TIMEPERIOD TRANSITION': 'timeperiod from to',
  'EXTERNAL COMMAND': 'command arguments',
  'LOG ROTATION': 'rotation',
  'LOG VERSION': 'log_version',
};
/**
 * Arguments of the external commands that name a host or service
 * (https://assets.nagios.com/downloads/nagioscore/docs/externalcmds/index.php); those of others stay in one text.
 */
const DOWNTIME = 'start_time end_time fixed trigger_id duration_s user comment';
const ACKNOWLEDGEMENT = 'sticky notify persistent user comment';
const COMMANDS: Readonly<Record<string, string>> = {
  SCHEDULE_HOST_DOWNTIME: `host ${DOWNTIME}`,
  SCHEDULE_HOST_SVC_DOWNTIME: `host ${DOWNTIME}`,
  SCHEDULE_SVC_DOWNTIME: `host service ${DOWNTIME}`,
  ACKNOWLEDGE_HOST_PROBLEM: `host ${ACKNOWLEDGEMENT}`,
  ACKNOWLEDGE_SVC_PROBLEM: `host service ${ACKNOWLEDGEMENT}`,
  PROCESS_HOST_CHECK_RESULT: 'host return_code output',
  PROCESS_SERVICE_CHECK_RESULT: 'host service return_code output',
  SCHEDULE_HOST_CHECK: 'host check_time',
  SCHEDULE_FORCED_HOST_CHECK: 'host check_time',
  SCHEDULE_SVC_CHECK: 'host service check_time',
  SCHEDULE_FORCED_SVC_CHECK: 'host service check_time',
  ...{ ENABLE_HOST_CHECK: 'host', DISABLE_HOST_CHECK: 'host', ENABLE_HOST_SVC_CHECKS: 'host' },
  ...{ ENABLE_SVC_CHECK: 'host service', DISABLE_SVC_CHECK: 'host service' },
  ...{ DISABLE_HOST_SVC_CHECKS: 'host', ENABLE_HOST_NOTIFICATIONS: 'host' },
  ...{ DISABLE_HOST_NOTIFICATIONS: 'host', DISABLE_HOST_SVC_NOTIFICATIONS: 'host' },
  ...{ ENABLE_SVC_NOTIFICATIONS: 'host service', DISABLE_SVC_NOTIFICATIONS: 'host service' },
};
const ARGUMENTS = new Map(Object.entries(COMMANDS).map(([command, names]) => [command, names.split(' ')]));
const NAMES = new Map(Object.entries(KINDS).map(([kind, names]) => [kind, names.split(' ')]));
const LEVELS: Readonly<Record<string, Level>> = {
  ...{ OK: 'INFO', UP: 'INFO', WARNING: 'WARN', UNKNOWN: 'WARN', UNREACHABLE: 'ERROR' },
  ...{ CRITICAL: 'ERROR', DOWN: 'ERROR' },
};
const WORD_LEVELS: Readonly<Record<string, Level>> = { Error: 'ERROR', Warning: 'WARN' };

export class NagiosReader implements Parser {
  readonly #draft = new RecordDraft();

  parse(record: string, event: LogEvent): number {
    HEAD.lastIndex = 0;
    const head = HEAD.exec(record);
    if (head === null) return 0;
    const [written, seconds, kind] = head as unknown as [string, string, string | undefined];
    const draft = this.#draft.begin().time(readTime(seconds), 0, seconds);
    const names = kind === undefined ? undefined : NAMES.get(kind);
    const rest = record.slice(written.length);
    if (names === undefined) {
      const word = /^(Error|Warning): /.exec(rest)?.[1];
      if (word !== undefined) draft.level(WORD_LEVELS[word], word);
    } else {
      draft.text('type', kind);
      putParts(rest, kind === 'EXTERNAL COMMAND' ? namesOfCommand(rest, names) : names, draft);
    }
    return draft.message(record.slice(seconds.length + 3)).claim('nagios', event);
  }
}

function namesOfCommand(text: string, others: readonly string[]): readonly string[] {
  const names = ARGUMENTS.get(text.split(';', 1)[0]!);
  return names === undefined ? others : ['command', ...names];
}

function putParts(text: string, names: readonly string[], draft: RecordDraft): void {
  let at = 0;
  names.forEach((name, i) => {
    if (at > text.length) return;
    const semicolon = i === names.length - 1 ? -1 : text.indexOf(';', at);
    const value = text.slice(at, semicolon < 0 ? undefined : semicolon);
    at = semicolon < 0 ? text.length + 1 : semicolon + 1;
    if (name === 'host') draft.source(value);
    if (name === 'state') draft.level(LEVELS[value]);
    draft.number(name, value);
  });
}
