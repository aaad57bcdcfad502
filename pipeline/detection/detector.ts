import { ChunkContext } from '../chunk.js';
import { LogEvent } from '../event.js';
import { CLAIMED } from '../plugin.js';
import { nowMicros } from '../time.js';
import type { LoadedParser, ParserSet } from './parser-set.js';

/** What one parser said of a record. */
export interface ParserVerdict {
  format: string;
  claimed: boolean;
  /** 1-based column at which the record stopped being of this format; absent when it was claimed. */
  column?: number;
}

/** How a record was read and why, for people. */
export interface DetectionReport {
  format: string;
  event: LogEvent;
  /** One sentence. */
  why: string;
  /** The parsers that were asked, in order. */
  asked: ParserVerdict[];
}

const TABLE_SIZE = 128;

/**
 * Finds the parser of each record: the candidates for its first character are asked, most special first, and the first
 * that claims it has it. A record that nobody claims stays `plain`.
 */
export class Detector {
  readonly #byFirstCharacter: LoadedParser[][] = [];
  readonly #others: LoadedParser[];

  constructor(readonly parsers: ParserSet) {
    for (let code = 0; code < TABLE_SIZE; code++) {
      const character = String.fromCharCode(code);
      this.#byFirstCharacter.push(
        parsers.ordered.filter(
          ({ definition: { leads } }) => leads === undefined || leads.includes(character),
        ),
      );
    }
    this.#others = parsers.ordered.filter(({ definition }) => definition.leads === undefined);
  }

  /** Fills the event from its raw record. */
  detect(event: LogEvent): void {
    const record = event.raw;
    const candidates = this.#candidates(record);
    for (let i = 0; i < candidates.length; i++) {
      if (candidates[i]!.parser.parse(record, event) === CLAIMED) return;
    }
  }

  /** Reads one record as `detect` does, or with the one parser named, and says what was asked. */
  explain(record: string, format?: string): DetectionReport {
    const event = looseEvent(record);
    const candidates = format === undefined ? this.#candidates(record) : [this.#named(format)];
    const asked: ParserVerdict[] = [];
    for (const { format, parser } of candidates) {
      const verdict = parser.parse(record, event);
      if (verdict === CLAIMED) {
        asked.push({ format, claimed: true });
        break;
      }
      asked.push({ format, claimed: false, column: verdict + 1 });
    }
    return { format: event.format, event, why: sentence(asked), asked };
  }

  #candidates(record: string): LoadedParser[] {
    return this.#byFirstCharacter[record.charCodeAt(0)] ?? this.#others;
  }

  #named(format: string): LoadedParser {
    const parser = this.parsers.get(format);
    if (parser === undefined) {
      throw new RangeError(`no parser reads "${format}"; there are ${this.parsers.formats.join(', ')}`);
    }
    return parser;
  }
}

/** An event outside any chunk, for looking at. */
function looseEvent(record: string): LogEvent {
  const header = {
    id: '00000000-0000-0000-0000-000000000000',
    source: '',
    transport: 'http' as const,
    receivedAtMicros: nowMicros(),
    framing: 'lengths' as const,
    count: 1,
    firstId: '0',
    peers: [],
  };
  return new LogEvent(record, new ChunkContext(header, record.length, () => record), 0, false);
}

function sentence(asked: readonly ParserVerdict[]): string {
  const refusals = asked.filter(({ claimed }) => !claimed);
  const winner = asked.find(({ claimed }) => claimed);
  const others = refusals.map(({ format, column }) => `${format} stopped at column ${column}`).join(', ');
  if (winner === undefined)
    return `kept as plain: ${others || 'no parser reads records that begin like this one'}`;
  return `${winner.format} claimed it${others === '' ? '' : `; asked before it: ${others}`}`;
}
