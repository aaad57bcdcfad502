import { type Static, Type } from 'typebox';
import type { Arrival } from './dead-letters.js';
import { idFromString, MAX_BLOCK } from './event-id.js';
import type { Micros } from './time.js';

const ID = '^[0-9]{1,18}$|^[1-8][0-9]{18}$';

/**
 * What ingest writes before the body. Kept as JSON: it is written once for hundreds of records. A schema, because a queue
 * is an outside: another version, or another program, may have written into it.
 */
export const CHUNK_HEADER = Type.Object({
  /** UUIDv7, made at ingest; the ledger's key. */
  id: Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' }),
  /** Name of the source stage in pipeline.yaml. */
  source: Type.String(),
  transport: Type.Union([
    Type.Literal('http'),
    Type.Literal('udp'),
    Type.Literal('tcp'),
    Type.Literal('file'),
    Type.Literal('stdin'),
  ]),
  receivedAtMicros: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  /** How the records lie in the body: each ended by LF, or one after the other with a table of byte lengths. */
  framing: Type.Union([Type.Literal('lines'), Type.Literal('lengths')]),
  /** Records in the body. */
  count: Type.Integer({ minimum: 1, maximum: MAX_BLOCK }),
  /** Decimal id of the first record. */
  firstId: Type.String({ pattern: ID }),
  /**
   * Decimal id of the last record its node had sent before, whatever its source: who follows the chunks sees by it that
   * one is missing. Absent in a process's first chunk and in replays.
   */
  previousId: Type.Optional(Type.String({ pattern: ID })),
  /** Who sent the records: runs of [address, count] in their order; '' where nobody did (a file). */
  peers: Type.Array(Type.Tuple([Type.String(), Type.Integer({ minimum: 1 })])),
  /** Media type the sender named, e.g. `application/json`. */
  contentType: Type.Optional(Type.String()),
  /** Set when ingest could not take the records as they were: they go to the dead letters with this reason. */
  refused: Type.Optional(Type.String()),
  /**
   * Line that names the columns of the records (`#Fields: …`, the header of a CSV file), where it lies before this chunk
   * and the source remembers it.
   */
  columns: Type.Optional(Type.String()),
  /** Set where the record was a dead letter: it was counted as received before. */
  replay: Type.Optional(Type.Literal(true)),
  /** The only sinks that are to get the records; absent: all that the source reaches. */
  sinks: Type.Optional(Type.Array(Type.String(), { minItems: 1 })),
});

export type ChunkHeader = Static<typeof CHUNK_HEADER>;
export type Transport = ChunkHeader['transport'];

/** A chunk's header as the records' events share it. */
export class ChunkContext {
  readonly id: string;
  readonly source: string;
  readonly transport: Transport;
  readonly receivedAtMicros: Micros;
  readonly contentType: string | undefined;
  readonly refused: string | undefined;
  readonly replay: boolean;
  readonly sinks: readonly string[] | undefined;
  readonly count: number;
  readonly idHigh: number;
  readonly idLow: number;
  readonly previousId: string | undefined;
  /** Sender → the line among its records that named columns last. Most chunks have none. */
  #columns: Map<string, string> | undefined;

  /**
   * @param bytes size of the body
   * @param rawOf reads a record of the body again, for the few that become dead letters
   */
  constructor(
    private readonly header: ChunkHeader,
    readonly bytes: number,
    readonly rawOf: (index: number) => string,
  ) {
    this.id = header.id;
    this.source = header.source;
    this.transport = header.transport;
    this.receivedAtMicros = header.receivedAtMicros;
    this.contentType = header.contentType;
    this.refused = header.refused;
    this.replay = header.replay === true;
    this.sinks = header.sinks;
    this.count = header.count;
    const { high, low } = idFromString(header.firstId);
    this.idHigh = high;
    this.idLow = low;
    this.previousId = header.previousId;
  }

  isFor(sink: string): boolean {
    return this.sinks === undefined || this.sinks.includes(sink);
  }

  /** What a letter of record `index` needs to keep so that the record can come in again. */
  arrivalOf(index: number): Arrival {
    const { transport, contentType } = this;
    const columns = this.columnsOf(index);
    return {
      transport,
      peer: this.peerOf(index),
      ...(contentType !== undefined && { contentType }),
      ...(columns !== undefined && { columns }),
    };
  }

  /** Address of the sender of record `index`, '' where there is none. */
  peerOf(index: number): string {
    const { peers } = this.header;
    if (peers.length === 1) return peers[0]![0];
    let end = 0;
    for (const [peer, count] of peers) {
      end += count;
      if (index < end) return peer;
    }
    return '';
  }
  /** The line that names the columns of record `index`: the last one of its sender, else the one the source remembers. */
  columnsOf(index: number): string | undefined {
    return this.#columns?.get(this.peerOf(index)) ?? this.header.columns;
  }

  /**
   * Called by the parser of a format whose lines name the columns of those that follow, once it has claimed such a line.
   * The records of a chunk are parsed in their order.
   */
  noteColumns(index: number, line: string): void {
    this.#columns ??= new Map();
    this.#columns.set(this.peerOf(index), line);
  }
}
