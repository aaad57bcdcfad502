import type { Level } from '../../../../../pipeline/level.js';
import { readLevel } from '../../field-values.js';
import { GENERAL_RULES } from '../fields.js';
import { type Profile, rulesOf } from '../rules.js';

const LEVELS: Record<string, Level> = {
  0: 'INFO',
  1: 'FATAL',
  2: 'ERROR',
  3: 'WARN',
  4: 'INFO',
  5: 'TRACE',
};

/** The levels of Windows events (winmeta.xml): 0 is always logged, 1 critical … 5 verbose. */
export function levelOfWindows(digit: string): Level | undefined {
  return LEVELS[digit];
}

/** Windows events as NXLog, Winlogbeat and the Azure agent write them. */
export const WINDOWS_EVENT_JSON: Profile = {
  format: 'windows-event-json',
  marks: [
    ['EventID', 'Channel'],
    ['EventID', 'SourceName'],
    ['EventID', 'ProviderName'],
    ['EventID', 'Computer'],
    ['EventId', 'ProviderName'],
    ['winlog', 'message'],
  ],
  rules: rulesOf(
    {
      timestamp: ['EventTime', 'TimeCreated', 'TimeGenerated', '@timestamp'],
      level: ['Level', 'Severity', 'LevelDisplayName', 'EventType', 'log/level'],
      source: ['Hostname', 'Computer', 'ComputerName', 'MachineName', 'winlog/computer_name'],
      application: ['SourceName', 'ProviderName', 'Provider', 'winlog/provider_name'],
      message: ['Message', 'message', 'RenderedDescription'],
    },
    [],
    GENERAL_RULES,
  ),
  readLevel: (written) => levelOfWindows(written) ?? readLevel(written),
};
