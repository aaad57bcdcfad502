import type { LogEvent } from '../../../../pipeline/event.js';
import type { Parser } from '../../../../pipeline/plugin.js';
import { RecordDraft } from '../record-draft.js';
import { IsoStampReader } from '../timestamps.js';

/*
 * What container runtimes put before the lines of programs: envelopes, so that the lines are read, too.
 */

const CRI = / (stdout|stderr) ([PF](?::[^ ]{1,40})?)(?: |$)/y;

/** `2025-11-11T10:20:30.123456789Z stdout F message`; P is a part of a line, F its end or the whole. */
export class CriReader implements Parser {
  readonly #stamps = new IsoStampReader();
  readonly #draft = new RecordDraft();

  parse(record: string, event: LogEvent): number {
    const micros = this.#stamps.read(record, 0);
    const stampEnd = this.#stamps.end;
    if (stampEnd < 0) return 0;
    CRI.lastIndex = stampEnd;
    const match = CRI.exec(record);
    if (match === null) return stampEnd;
    return this.#draft
      .begin()
      .time(micros, this.#stamps.assumed, record.slice(0, stampEnd))
      .text('stream', match[1])
      .text('tag', match[2])
      .message(record.slice(CRI.lastIndex))
      .claim('cri', event);
  }
}

const ESCAPE = 27;
const SPACE = 32;

/** Whether a name without blanks is followed by a bar, or by what may be one's colour. */
function hasBar(record: string): boolean {
  const blank = record.indexOf(' ');
  if (blank < 1 || blank > LONGEST_PREFIX) return false;
  let at = blank;
  while (record.charCodeAt(at) === SPACE && at < LONGEST_PREFIX) at += 1;
  return record.charAt(at) === '|' || record.charCodeAt(at) === ESCAPE;
}

/** `\u001b[2K`, colours: what terminals are told. */
const ESCAPES = '(?:\\u001b\\[[\\d;]{0,12}[A-Za-z])';
/** A container's name as compose makes it, service and number, and what stands between it and its line. */
const PREFIX = new RegExp(
  `${ESCAPES}{0,3}([a-z][\\w.-]{0,100}?)(?:([-_])(\\d{1,4}))? {0,60}${ESCAPES}{0,2}\\| ${ESCAPES}{0,2}`,
  'y',
);

/** No name and number are longer. */
const LONGEST_PREFIX = 256;

export class ComposeReader implements Parser {
  readonly #stamps = new IsoStampReader();
  readonly #draft = new RecordDraft();

  parse(record: string, event: LogEvent): number {
    if (record.charCodeAt(0) !== ESCAPE && !hasBar(record)) return 0;
    PREFIX.lastIndex = 0;
    const match = PREFIX.exec(record);
    if (match === null) return 0;
    const [prefix, service = '', , number] = match;
    const certain = number !== undefined || prefix.includes('\u001b') || / {2}\| $/.test(prefix);
    if (!certain || prefix.length > LONGEST_PREFIX) return prefix.length - 2;
    return this.#claim(record, service, number, prefix.length, event);
  }

  #claim(
    record: string,
    service: string,
    number: string | undefined,
    start: number,
    event: LogEvent,
  ): number {
    const draft = this.#draft.begin().application(service).number('container_number', number);
    const micros = this.#stamps.read(record, start);
    const end = this.#stamps.end;
    // `docker compose logs -t` puts Docker's own time before the line.
    const stamped =
      end > 0 &&
      /^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{9}Z$/.test(record.slice(start, end)) &&
      record.charAt(end) === ' ';
    if (stamped) draft.time(micros, this.#stamps.assumed, record.slice(start, end));
    return draft.message(record.slice(stamped ? end + 1 : start)).claim('docker-compose', event);
  }
}

/** A name's first character, or the escape before it. */
export const COMPOSE_LEADS = '\u001babcdefghijklmnopqrstuvwxyz';
