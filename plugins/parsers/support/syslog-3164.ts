import { ASSUMED_LEVEL, ASSUMED_TIME, ASSUMED_ZONE } from '../../../pipeline/assumed.js';
import type { LogEvent } from '../../../pipeline/event.js';
import { jsonString } from '../../../pipeline/json-text.js';
import { CLAIMED, type Parser } from '../../../pipeline/plugin.js';
import type { Micros } from '../../../pipeline/time.js';
import { mayBeCertain, SyslogHeader } from './syslog-header.js';
import { type Priority, PriorityReader } from './syslog-priority.js';
import { pidMember } from './syslog-process.js';
import { SyslogStampReader } from './syslog-stamp.js';

/**
 * `<PRI>Oct 11 22:14:15 host tag[pid]: message` (RFC 3164 §4.1), and what is sent in its name: without PRI, without
 * host or tag, with an ISO time stamp, with a year.
 */
export class Rfc3164Reader implements Parser {
  readonly #priorities = new PriorityReader();
  readonly #stamps = new SyslogStampReader();
  readonly #header = new SyslogHeader();

  #micros: Micros = 0;
  #stampStart = 0;
  #stampEnd = 0;

  parse(record: string, event: LogEvent): number {
    const priority = this.#priorities.read(record);
    const start = this.#priorities.end;
    // Where an envelope has named the program, a date is the beginning of what the program says.
    if (priority === undefined && (start > 0 || event.application !== '')) return start;
    this.#stampStart = start;
    this.#micros = this.#stamps.read(record, start, event.timestampMicros);
    this.#stampEnd = this.#stamps.end;
    const timed = this.#stampEnd >= 0;
    if (!timed) {
      if (priority === undefined || isVersion(record, start) || start === record.length) return start;
      this.#stampEnd = start;
    }
    // Host or program follow after one blank; two are the columns of something else.
    if (priority === undefined && record.startsWith('  ', this.#stampEnd)) return this.#stampEnd;
    const headerStart = Math.min(timed ? this.#stampEnd + 1 : start, record.length);
    const isDoubtful = priority === undefined && this.#stamps.iso;
    if (isDoubtful && !mayBeCertain(record, headerStart)) return this.#stampEnd;
    this.#header.read(record, headerStart, timed);
    if (isDoubtful && !this.#isCertain(record)) return this.#stampEnd;
    if (priority === undefined && this.#header.isLevelForHost) return this.#stampEnd;
    this.#fill(record, event, priority ?? this.#header.priority);
    return CLAIMED;
  }

  /** Half the logs of the world begin with an ISO time stamp; only what follows makes one of them syslog. */
  #isCertain(record: string): boolean {
    return this.#header.isCertain(record, (this.#stamps.assumed & ASSUMED_ZONE) === 0);
  }

  #fill(record: string, event: LogEvent, priority: Priority | undefined): void {
    const { host, application, messageStart } = this.#header;
    event.fill(
      'syslog-rfc3164',
      Number.isNaN(this.#micros) ? event.timestampMicros : this.#micros,
      priority?.level ?? 'INFO',
      host,
      application,
      record.slice(messageStart),
      this.#metadataText(record, priority),
      this.#assumed(priority),
    );
  }

  #assumed(priority: Priority | undefined): number {
    const time = Number.isNaN(this.#micros) ? ASSUMED_TIME : this.#stamps.assumed;
    return time | (priority === undefined ? ASSUMED_LEVEL : 0);
  }

  #metadataText(record: string, priority: Priority | undefined): string {
    const unreal = Number.isNaN(this.#micros) && this.#stampEnd > this.#stampStart;
    const members =
      (priority === undefined ? '' : `,${priority.members}`) +
      pidMember(this.#header.pid) +
      (unreal ? `,"timestamp":${jsonString(record.slice(this.#stampStart, this.#stampEnd))}` : '');
    return `{${members.slice(1)}}`;
  }
}

/** A version where the time stamp should be: a record of RFC 5424 with something wrong in it. */
function isVersion(record: string, start: number): boolean {
  const end = wordEnd(record, start);
  return end > start && end - start <= 3 && /^\d+$/.test(record.slice(start, end)) && end < record.length;
}

function wordEnd(record: string, start: number): number {
  const end = record.indexOf(' ', start);
  return end < 0 ? record.length : end;
}
