import { UNREAD } from './assumed.js';
import type { ChunkContext } from './chunk.js';
import { idToString } from './event-id.js';
import { hasLongNumber, jsonString, parseJson, stringifyJson } from './json-text.js';
import type { Level } from './level.js';
import { formatMicros, type Micros, parseRfc3339, writableMicros } from './time.js';

export type Metadata = Record<string, unknown>;

/** An event as the API, the live feed and the export show it. */
export interface EventRecord {
  id: string;
  timestamp: string;
  received_at: string;
  level: Level;
  source: string;
  application: string;
  message: string;
  metadata: Metadata;
  format: string;
}

/**
 * One log record on its way through the graph. It starts as `plain` with the whole record for its message; a parser
 * fills it in, transforms change it, sinks read it.
 *
 * It is lazy: metadata stays the JSON text it came as until somebody asks for the object. Plugins see ordinary
 * properties and need not know.
 */
export class LogEvent {
  /** When it happened, in microseconds since 1970. */
  timestampMicros: Micros;
  level: Level = 'INFO';
  format = 'plain';

  /**
   * True while every text of this event comes from a record that is ASCII, without NUL and without `\u` escapes:
   * then nothing needs checking before COPY, and characters are bytes. Any change by a plugin clears it.
   */
  clean: boolean;

  /** What the parser had to take for granted: bits of pipeline/assumed.ts. */
  assumed = UNREAD;

  #source: string;
  #application = '';
  #message: string;
  #metadataText = '{}';
  #metadata: Metadata | undefined;
  #metadataChanged = false;

  /**
   * @param raw the record as it arrived, without its delimiter
   * @param chunk what it shares with the other records of its chunk
   * @param index its place in the chunk, from 0
   */
  constructor(
    readonly raw: string,
    readonly chunk: ChunkContext,
    readonly index: number,
    clean: boolean,
  ) {
    this.timestampMicros = chunk.receivedAtMicros;
    this.clean = clean;
    this.#message = raw;
    this.#source = chunk.peerOf(index);
  }

  /**
   * What a parser calls once it is sure: all fields at one stroke. Every text must be a slice of `raw`, ASCII of the
   * parser's own, or `clean` must be set to false first. `source` and `application` may be '' (unknown): then the
   * sender's address and '' stay.
   *
   * @param metadataText a JSON object as text
   * @param assumed bits of pipeline/assumed.ts; 0 when the record says its time and its level itself
   */
  fill(
    format: string,
    timestampMicros: Micros,
    level: Level,
    source: string,
    application: string,
    message: string,
    metadataText: string,
    assumed = 0,
  ): void {
    this.format = format;
    this.assumed = assumed;
    this.timestampMicros = writableMicros(timestampMicros);
    this.level = level;
    if (source !== '') this.#source = source;
    this.#application = application;
    this.#message = message;
    this.#metadataText = metadataText;
    this.#metadata = undefined;
    this.#metadataChanged = false;
  }

  /** Decimal string of the 64-bit id; the same for every replay of this record. */
  get id(): string {
    return idToString(this.chunk.idHigh, this.chunk.idLow + this.index);
  }

  /** RFC 3339, UTC, to the microsecond. @throws RangeError when set to something else. */
  get timestamp(): string {
    return formatMicros(this.timestampMicros);
  }

  set timestamp(value: string | Date) {
    const micros = value instanceof Date ? value.getTime() * 1000 : parseRfc3339(value);
    if (micros === undefined || Number.isNaN(micros)) {
      throw new RangeError(`"${value}" is not an RFC 3339 time stamp such as 2025-11-11T10:20:30.123456Z`);
    }
    this.timestampMicros = writableMicros(micros);
  }

  get received_at(): string {
    return formatMicros(this.chunk.receivedAtMicros);
  }

  get source(): string {
    return this.#source;
  }

  set source(value: string) {
    this.#source = text('source', value);
    this.clean = false;
  }

  get application(): string {
    return this.#application;
  }

  set application(value: string) {
    this.#application = text('application', value);
    this.clean = false;
  }

  get message(): string {
    return this.#message;
  }

  set message(value: string) {
    this.#message = text('message', value);
    this.clean = false;
  }

  /** The metadata as an object that may be changed. */
  get metadata(): Metadata {
    this.#metadataChanged = true;
    this.clean = false;
    return this.#object();
  }

  set metadata(value: Metadata) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new TypeError(
        `metadata must be an object, not ${Array.isArray(value) ? 'an array' : typeof value}`,
      );
    }
    this.#metadata = value;
    this.#metadataChanged = true;
    this.clean = false;
  }

  /** The metadata to look at only: what is changed here may be lost. Cheaper than `metadata` for what follows. */
  peekMetadata(): Readonly<Metadata> {
    return this.#object();
  }

  /** The metadata as JSON text; as it arrived unless somebody asked for the object. */
  metadataText(): string {
    if (!this.#metadataChanged) return this.#metadataText;
    return named(() => stringifyMetadata(this.#metadata as Metadata, this.#metadataText));
  }

  /**
   * Adds a text to the metadata as it stands, without reading it: `metadata` costs several times as much.
   *
   * @param name and `value`: printable ASCII without quotation marks and backslashes
   * @returns false when the record has something of that name already, which stays
   */
  addMetadataText(name: string, value: string): boolean {
    const text = this.#metadataText;
    if (text === '{}' && this.#metadata === undefined) {
      this.#metadataText = `{"${name}":"${value}"}`;
      return true;
    }
    if ((this.#metadataChanged || text.includes(name)) && Object.hasOwn(this.#object(), name)) return false;
    if (this.#metadata !== undefined) this.#metadata[name] = value;
    if (this.#metadataChanged) return true;
    const end = text.lastIndexOf('}');
    const comma = isEmptyObject(text, end) ? '' : ',';
    this.#metadataText = `${text.slice(0, end)}${comma}"${name}":"${value}"}`;
    return true;
  }

  /**
   * Writes the metadata down as it is now, so that a transform that has left what JSON cannot say is the one to blame.
   *
   * @throws Error saying what is wrong with it
   */
  settle(): void {
    if (!this.#metadataChanged) return;
    this.#metadataText = this.metadataText();
    this.#metadataChanged = false;
  }

  /** A copy that can be changed without changing this one. */
  clone(): LogEvent {
    const copy = new LogEvent(this.raw, this.chunk, this.index, this.clean);
    copy.fill(
      this.format,
      this.timestampMicros,
      this.level,
      this.#source,
      this.#application,
      this.#message,
      this.metadataText(),
      this.assumed,
    );
    return copy;
  }

  /** The event as one line of JSON with the fields of {@link EventRecord}. */
  toJsonText(): string {
    return (
      `{"id":"${this.id}","timestamp":"${this.timestamp}","received_at":"${this.received_at}"` +
      `,"level":"${this.level}","source":${jsonString(this.#source)},"application":${jsonString(this.#application)}` +
      `,"message":${jsonString(this.#message)},"metadata":${this.metadataText()},"format":${jsonString(this.format)}}`
    );
  }

  #object(): Metadata {
    this.#metadata ??= named(() => parseJson(this.#metadataText)) as Metadata;
    return this.#metadata;
  }
}

/** Only a metadata that came with a number beyond a double pays for the slower writer that keeps it. */
function stringifyMetadata(metadata: Metadata, original: string): string {
  if (hasLongNumber(original)) return stringifyJson(metadata);
  try {
    return JSON.stringify(metadata);
  } catch (error) {
    if (error instanceof TypeError && /BigInt/.test(error.message)) return stringifyJson(metadata);
    throw error;
  }
}

/** Text may nest as deep as it is long; what goes through it as objects needs stack. */
function named<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Error('the metadata is nested too deep to be read or changed', { cause: error });
  }
}

function text(field: string, value: unknown): string {
  if (typeof value !== 'string') throw new TypeError(`${field} must be a string, not ${typeof value}`);
  return value;
}

/** @param end place of the closing brace */
function isEmptyObject(json: string, end: number): boolean {
  return json.charCodeAt(end - 1) <= 0x20 ? json.slice(0, end).trim() === '{' : end === 1;
}
