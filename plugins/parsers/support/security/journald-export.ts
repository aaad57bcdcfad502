import type { LogEvent } from '../../../../pipeline/event.js';
import { levelOfSeverity } from '../../../../pipeline/level.js';
import type { Parser } from '../../../../pipeline/plugin.js';
import { readTime } from '../field-values.js';
import { RecordDraft } from '../record-draft.js';
import { priorityOf } from '../syslog-priority.js';

/*
 * `journalctl -o export`: one field per line, `NAME=value`; where the value has line feeds or unreadable bytes, the name
 * alone, eight bytes with the value's length, and the value.
 * https://systemd.io/JOURNAL_EXPORT_FORMATS/#journal-export-format
 */

const NAME = /^[A-Z_][A-Z0-9_]{0,63}$/;
const LENGTH_BYTES = 8;
const NAMES: Readonly<Record<string, string>> = {
  _PID: 'pid',
  CODE_FILE: 'file',
  CODE_LINE: 'line',
  CODE_FUNC: 'function',
};
/** What the fields of the event are made of. */
const TAKEN = new Set([
  'MESSAGE',
  'PRIORITY',
  'SYSLOG_FACILITY',
  '_HOSTNAME',
  'SYSLOG_IDENTIFIER',
  '__REALTIME_TIMESTAMP',
]);

export class JournaldExportReader implements Parser {
  readonly #draft = new RecordDraft();

  parse(record: string, event: LogEvent): number {
    if (!record.startsWith('__') || !/^__[A-Z_]{1,32}=/.test(record)) return 0;
    const fields = readFields(record);
    if (typeof fields === 'number') return fields;
    const stamp = fields.find(([name]) => name === '__REALTIME_TIMESTAMP')?.[1];
    if (stamp === undefined || !/^\d{13,17}$/.test(stamp)) return record.length;
    this.#fill(fields, stamp);
    return this.#draft.claim('journald-export', event);
  }

  #fill(fields: readonly (readonly [string, string])[], stamp: string): void {
    const first = new Map([...fields].reverse());
    const draft = this.#draft.begin().time(readTime(stamp), 0, stamp);
    draft.source(first.get('_HOSTNAME') ?? '');
    draft.application(first.get('SYSLOG_IDENTIFIER') ?? first.get('_COMM') ?? '');
    draft.message(first.get('MESSAGE') ?? '');
    putPriority(first.get('PRIORITY'), first.get('SYSLOG_FACILITY'), draft);
    const seen = new Set<string>();
    for (const [name, value] of fields) {
      const isTaken = TAKEN.has(name) && !seen.has(name);
      seen.add(name);
      if (!isTaken) draft.number(NAMES[name] ?? name, value);
    }
  }
}

/** Facility and severity in the words of syslog. */
function putPriority(priority: string | undefined, facility: string | undefined, draft: RecordDraft): void {
  const isSeverity = priority !== undefined && /^[0-7]$/.test(priority);
  if (isSeverity) draft.level(levelOfSeverity(Number(priority)));
  else draft.text('PRIORITY', priority);
  const code = Number(facility ?? Number.NaN) * 8 + (isSeverity ? Number(priority) : 0);
  const words = facility === undefined ? undefined : priorityOf(String(code));
  if (words === undefined) draft.text('SYSLOG_FACILITY', facility);
  const { facility: facilityWord } = words === undefined ? {} : wordsOf(words.members);
  if (facilityWord !== undefined) draft.text('facility', facilityWord);
  const severity = isSeverity ? wordsOf(priorityOf(priority!)!.members).severity : undefined;
  draft.text('severity', severity);
}

function wordsOf(members: string): { facility?: string; severity?: string } {
  return JSON.parse(`{${members}}`) as { facility?: string; severity?: string };
}

/** Names and values, or where the record stops being of this format. */
function readFields(record: string): [string, string][] | number {
  const fields: [string, string][] = [];
  let at = 0;
  while (at < record.length) {
    const lineEnd = endOf(record, '\n', at);
    const line = record.slice(at, lineEnd);
    const isText = line.includes('=');
    const equals = at + line.indexOf('=');
    const name = record.slice(at, isText ? equals : lineEnd);
    if (name === '') {
      at = lineEnd + 1;
      continue;
    }
    if (!NAME.test(name)) return at;
    const valueEnd = isText ? lineEnd : binaryEnd(record, lineEnd + 1);
    fields.push([
      name,
      record.slice(isText ? equals + 1 : Math.min(lineEnd + 1 + LENGTH_BYTES, valueEnd), valueEnd),
    ]);
    at = valueEnd + 1;
  }
  return fields;
}

/** End of a value whose length in bytes stands before it; of its line where that has been lost in decoding. */
function binaryEnd(record: string, start: number): number {
  let length = 0;
  for (let i = LENGTH_BYTES - 1; i >= 0; i--) length = length * 256 + record.charCodeAt(start + i);
  const valueAt = start + LENGTH_BYTES;
  if (!(length <= 4 * (record.length - valueAt)))
    return endOf(record, '\n', Math.min(valueAt, record.length));
  let at = valueAt;
  for (let bytes = 0; bytes < length && at < record.length; at++) bytes += bytesOf(record.charCodeAt(at));
  return at;
}

function bytesOf(code: number): number {
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  // Each half of a pair stands for half of its four bytes.
  return code >= 0xd800 && code <= 0xdfff ? 2 : 3;
}

function endOf(record: string, mark: string, start: number): number {
  const end = record.indexOf(mark, start);
  return end < 0 ? record.length : end;
}
