import { ASSUMED_LEVEL, ASSUMED_TIME, ASSUMED_ZONE, UNREAD } from '../assumed.js';
import type { LogEvent } from '../event.js';
import type { Level } from '../level.js';
import { CLAIMED } from '../plugin.js';
import { type Micros, writableMicros } from '../time.js';
import { CandidateTable, slotOf } from './candidates.js';
import { type DetectionReport, looseEvent, type ParserVerdict, reportOf } from './explain.js';
import type { LoadedParser, ParserSet } from './parser-set.js';
import { openEnvelope, payloadText } from './payload.js';
import { Zone } from './zone.js';

export type { DetectionReport, ParserVerdict } from './explain.js';

/** Envelopes within envelopes: a runtime's line that holds syslog that holds JSON. */
const DEEPEST = 3;

/** What a stream of records has taught: the format found last for each first character. */
type Learned = (LoadedParser | undefined)[];

export interface DetectorOptions {
  /** Zone of times that name none: an IANA name or an offset; UTC unless told. @throws RangeError for another */
  readonly timezone?: string | undefined;
}

/**
 * Finds the parser of each record: the candidates for its first character are asked, most special first, and the first
 * that claims it has it. A record that nobody claims stays `plain`.
 *
 * The format that fitted last is asked first. That changes the speed and never the result, as long as no two parsers
 * claim the same record, general ones aside (`npm run accuracy` holds it); general ones wait for their turn.
 */
export class Detector {
  readonly #records: CandidateTable;
  readonly #messages: CandidateTable;
  readonly #learned = new Map<string, Learned>();
  readonly #zone: Zone | undefined;

  // The stream of the last record: records come in chunks.
  #source = '';
  #current: Learned = [];

  constructor(
    readonly parsers: ParserSet,
    { timezone = 'UTC' }: DetectorOptions = {},
  ) {
    this.#records = new CandidateTable(parsers, 'record');
    this.#messages = new CandidateTable(parsers, 'message');
    this.#zone = timezone === 'UTC' ? undefined : new Zone(timezone);
    this.#learned.set('', this.#current);
  }

  /** Fills the event from its raw record. */
  detect(event: LogEvent): void {
    const learned = this.#learnedOf(event.chunk.source);
    const code = slotOf(event.raw);
    const last = learned[code];
    if (last !== undefined && last.parser.parse(event.raw, event) === CLAIMED) {
      this.#finish(event, last);
      return;
    }
    const parser = this.#ask(this.#records.of(code), event.raw, event, last);
    if (parser === undefined) return;
    if (parser.learnable) learned[code] = parser;
    this.#finish(event, parser);
  }

  /** Reads one record as `detect` does, or with the one parser named, and says what was asked. */
  explain(record: string, format?: string, event = looseEvent(record)): DetectionReport {
    const asked: ParserVerdict[] = [];
    const candidates = format === undefined ? this.#records.of(slotOf(record)) : [this.#named(format)];
    const parser = this.#ask(candidates, record, event, undefined, asked);
    if (parser !== undefined) this.#finish(event, parser, asked);
    return reportOf(event, asked, this.#zone?.name ?? 'UTC');
  }

  #ask(
    candidates: readonly LoadedParser[],
    text: string,
    event: LogEvent,
    refused: LoadedParser | undefined,
    verdicts?: ParserVerdict[],
    within?: string,
  ): LoadedParser | undefined {
    for (let i = 0; i < candidates.length; i++) {
      const candidate = candidates[i]!;
      if (candidate === refused) continue;
      const verdict = candidate.parser.parse(text, event);
      // A parser may read in others' stead: who has claimed it is what the event says.
      verdicts?.push(verdictOf(verdict === CLAIMED ? event.format : candidate.format, verdict, within));
      if (verdict === CLAIMED) return candidate;
    }
    return undefined;
  }

  #finish(event: LogEvent, parser: LoadedParser, verdicts?: ParserVerdict[]): void {
    if (event.assumed === UNREAD) believeSetFields(event, event.chunk.receivedAtMicros, 'INFO');
    if (parser.mayWrap) this.#open(event, DEEPEST, verdicts);
    if (this.#zone !== undefined && (event.assumed & (ASSUMED_ZONE | ASSUMED_TIME)) === ASSUMED_ZONE) {
      event.timestampMicros = writableMicros(this.#zone.instantOf(event.timestampMicros));
    }
  }

  /** Reads the message of an envelope, which may be one itself. */
  #open(event: LogEvent, depth: number, verdicts?: ParserVerdict[]): void {
    const outer = this.parsers.get(event.format);
    if (outer === undefined || outer.definition.envelope !== true || depth === 0) return;
    const text = payloadText(event.message);
    if (text === '' || text === event.raw) return;
    // Nearly all messages are nothing but text: only for the others a second event is made.
    const { format, timestampMicros, level, source, application, message, assumed, clean } = event;
    const metadata = event.metadataText();
    const candidates = this.#messages.ofMessage(text, application);
    event.assumed = UNREAD;
    const inner = this.#ask(candidates, text, event, undefined, verdicts, format);
    if (inner === undefined) {
      event.assumed = assumed;
      return;
    }
    if (inner.mayWrap) this.#open(event, depth - 1, verdicts);
    if (event.assumed === UNREAD) believeSetFields(event, timestampMicros, level);
    const payload = event.clone();
    // One that sets fields one by one has left the envelope's as they were.
    if (payload.metadataText() === metadata) payload.metadata = {};
    event.clean = clean;
    event.fill(format, timestampMicros, level, source, application, message, metadata, assumed);
    // A reader of several formats may name one that is not among those to be asked.
    const innerRank = (this.parsers.get(payload.format) ?? inner).definition.specificity;
    openEnvelope(event, payload, innerRank > outer.definition.specificity ? payload.format : format);
  }

  #learnedOf(source: string): Learned {
    if (source === this.#source) return this.#current;
    const learned = this.#learned.get(source) ?? [];
    this.#learned.set(source, learned);
    this.#source = source;
    this.#current = learned;
    return learned;
  }

  #named(format: string): LoadedParser {
    const parser = this.parsers.get(format);
    if (parser === undefined) {
      throw new RangeError(`no parser reads "${format}"; there are ${this.parsers.formats.join(', ')}`);
    }
    return parser;
  }
}

/** A parser that sets fields one by one, as the user's do, does not say what it took for granted: what it left alone. */
function believeSetFields(event: LogEvent, micros: Micros, level: Level): void {
  event.assumed =
    (event.timestampMicros === micros ? ASSUMED_TIME : 0) | (event.level === level ? ASSUMED_LEVEL : 0);
}

function verdictOf(format: string, verdict: number, within: string | undefined): ParserVerdict {
  const place = within === undefined ? {} : { within };
  return verdict === CLAIMED
    ? { format, claimed: true, ...place }
    : { format, claimed: false, column: verdict + 1, ...place };
}
