import { ASSUMED_TIME, ASSUMED_ZONE } from '../assumed.js';
import type { LogEvent } from '../event.js';
import { CLAIMED } from '../plugin.js';
import { writableMicros } from '../time.js';
import { type DetectionReport, looseEvent, type ParserVerdict, reportOf } from './explain.js';
import type { LoadedParser, ParserSet } from './parser-set.js';
import { openEnvelope, payloadText } from './payload.js';
import { Zone } from './zone.js';

export type { DetectionReport, ParserVerdict } from './explain.js';

/** First characters that have a list of their own; all others share one. */
const TABLE_SIZE = 128;
const OTHERS = TABLE_SIZE;
/** `48 items sold`: a number and a word in small letters begin a sentence, and no format that has digits for its leads. */
const COUNTING_SENTENCE = TABLE_SIZE + 1;
const LONGEST_COUNT = 20;
const SPACE = 32;
const ZERO = 48;
const NINE = 57;
const LOWER_A = 97;
const LOWER_Z = 122;
/** Envelopes within envelopes: a runtime's line that holds syslog that holds JSON. */
const DEEPEST = 3;

/** Names that stand for whatever runs in a container. */
const CONTAINER = /^(?:docker|containerd|podman|k8s|[0-9a-f]{12,64}$)/;
/** Programs whose candidates are remembered. */
const MOST_PROGRAMS = 1000;

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
    const candidates = this.#messages.ofProgram(slotOf(text), application);
    const inner = this.#ask(candidates, text, event, undefined, verdicts, format);
    if (inner === undefined) return;
    if (inner.mayWrap) this.#open(event, depth - 1, verdicts);
    const payload = event.clone();
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

/** The parsers to ask, by the first character. */
class CandidateTable {
  readonly #lists: LoadedParser[][] = [];
  readonly #ofProgram = new Map<string, LoadedParser[][]>();

  constructor(parsers: ParserSet, place: 'record' | 'message') {
    const all = parsers.asked.filter(({ definition }) => {
      const { place: own = 'record' } = definition;
      return own === place || own === 'both';
    });
    for (let code = 0; code < TABLE_SIZE; code++) {
      const character = String.fromCharCode(code);
      this.#lists.push(all.filter(({ definition: { leads } }) => leads?.includes(character) ?? true));
    }
    const undemanding = all.filter(({ definition }) => definition.leads === undefined);
    this.#lists[OTHERS] = undemanding;
    this.#lists[COUNTING_SENTENCE] = undemanding;
  }

  of(slot: number): readonly LoadedParser[] {
    return this.#lists[slot]!;
  }

  /** Those of them that read messages of the program. */
  ofProgram(slot: number, program: string): readonly LoadedParser[] {
    if (program === '' || CONTAINER.test(program)) return this.#lists[slot]!;
    const lists = this.#ofProgram.get(program) ?? this.#narrowed(program);
    return lists[slot]!;
  }

  #narrowed(program: string): LoadedParser[][] {
    if (this.#ofProgram.size >= MOST_PROGRAMS) this.#ofProgram.clear();
    const lists = this.#lists.map((list) => {
      return list.filter(({ definition: { programs } }) => programs?.test(program) ?? true);
    });
    this.#ofProgram.set(program, lists);
    return lists;
  }
}

/** Place in the table of a text, by how it begins; an empty text is with the others. */
function slotOf(text: string): number {
  const code = text.charCodeAt(0);
  if (isDigit(code)) return isCountingSentence(text) ? COUNTING_SENTENCE : code;
  return code >= TABLE_SIZE || Number.isNaN(code) ? OTHERS : code;
}

function isCountingSentence(text: string): boolean {
  let at = 1;
  while (at < LONGEST_COUNT && isDigit(text.charCodeAt(at))) at += 1;
  const letter = text.charCodeAt(at + 1);
  return text.charCodeAt(at) === SPACE && letter >= LOWER_A && letter <= LOWER_Z;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

function verdictOf(format: string, verdict: number, within: string | undefined): ParserVerdict {
  const place = within === undefined ? {} : { within };
  return verdict === CLAIMED
    ? { format, claimed: true, ...place }
    : { format, claimed: false, column: verdict + 1, ...place };
}
