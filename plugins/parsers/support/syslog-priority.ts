import { type Level, levelOfSeverity } from '../../../pipeline/level.js';

/** The words of RFC 5424 §6.2.1 as syslog.h spells them, which is what people filter by. */
const FACILITIES = [
  ...['kern', 'user', 'mail', 'daemon', 'auth', 'syslog', 'lpr', 'news', 'uucp', 'cron', 'authpriv', 'ftp'],
  ...['ntp', 'audit', 'alert', 'clock'],
  ...['local0', 'local1', 'local2', 'local3', 'local4', 'local5', 'local6', 'local7'],
];
const SEVERITIES = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];
const SAME_SEVERITY = new Map([
  ['panic', 'emerg'],
  ['error', 'err'],
  ['warn', 'warning'],
]);
const HIGHEST = 191;

const OPEN = 60;
const CLOSE = 62;

export interface Priority {
  readonly level: Level;
  /** `"facility":"auth","severity":"crit"`, for the metadata. */
  readonly members: string;
}

const PRIORITIES: readonly Priority[] = Array.from({ length: HIGHEST + 1 }, (_, value) => ({
  level: levelOfSeverity(value % 8),
  members: `"facility":"${FACILITIES[Math.floor(value / 8)]}","severity":"${SEVERITIES[value % 8]}"`,
}));

const PRIORITY_OF_TEXT = new Map(PRIORITIES.map((priority, value) => [String(value), priority]));

/** The priority that the text between `<` and `>` stands for; undefined for one out of range or with leading zeros. */
export function priorityOf(text: string): Priority | undefined {
  return PRIORITY_OF_TEXT.get(text);
}

/** The same for `daemon` and `err`; the words of syslog.conf that mean another are read, too. */
export function priorityOfWords(facility: string, severity: string): Priority | undefined {
  const facilityCode = FACILITIES.indexOf(facility === 'security' ? 'auth' : facility);
  const severityCode = SEVERITIES.indexOf(SAME_SEVERITY.get(severity) ?? severity);
  return facilityCode < 0 || severityCode < 0 ? undefined : PRIORITIES[facilityCode * 8 + severityCode];
}

/** Reads the PRI part `<0>` to `<191>` that a syslog record begins with. */
export class PriorityReader {
  /** Offset behind it, or of the character that cannot stand there when there is none. */
  end = 0;

  read(record: string): Priority | undefined {
    this.end = 0;
    if (record.charCodeAt(0) !== OPEN) return undefined;
    let value = 0;
    let at = 1;
    for (; at < 4; at++) {
      const digit = record.charCodeAt(at) - 48;
      if (!(digit >= 0 && digit <= 9)) break;
      value = value * 10 + digit;
    }
    this.end = at;
    // No leading zeros: RFC 5424 §6.2.1.
    if (at === 1 || record.charCodeAt(at) !== CLOSE || (at > 2 && record.charCodeAt(1) === 48))
      return undefined;
    if (value > HIGHEST) return undefined;
    this.end = at + 1;
    return PRIORITIES[value];
  }
}
