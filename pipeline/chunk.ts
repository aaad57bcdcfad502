import { idFromString } from './event-id.js';
import type { Micros } from './time.js';

/** How the records lie in a chunk's body: each ended by LF, or one after the other with a table of byte lengths. */
export type Framing = 'lines' | 'lengths';

export type Transport = 'http' | 'udp' | 'tcp' | 'file' | 'stdin';

/** What ingest writes before the body. Kept as JSON: it is written once for hundreds of records. */
export interface ChunkHeader {
  /** UUIDv7, made at ingest; the ledger's key. */
  id: string;
  /** Name of the source stage in pipeline.yaml. */
  source: string;
  transport: Transport;
  receivedAtMicros: Micros;
  framing: Framing;
  /** Records in the body, 1 to 4096. */
  count: number;
  /** Decimal id of the first record. */
  firstId: string;
  /** Who sent the records: runs of [address, count] in their order; empty where nobody did (a file). */
  peers: [string, number][];
  /** Media type the sender named, e.g. `application/json`. */
  contentType?: string;
  /** Set when ingest could not take the records as they were: they go to the dead letters with this reason. */
  refused?: string;
}

/** A chunk's header as the records' events share it. */
export class ChunkContext {
  readonly id: string;
  readonly source: string;
  readonly transport: Transport;
  readonly receivedAtMicros: Micros;
  readonly contentType: string | undefined;
  readonly refused: string | undefined;
  readonly count: number;
  readonly idHigh: number;
  readonly idLow: number;

  /** @param bytes size of the body */
  constructor(
    private readonly header: ChunkHeader,
    readonly bytes: number,
  ) {
    this.id = header.id;
    this.source = header.source;
    this.transport = header.transport;
    this.receivedAtMicros = header.receivedAtMicros;
    this.contentType = header.contentType;
    this.refused = header.refused;
    this.count = header.count;
    const { high, low } = idFromString(header.firstId);
    this.idHigh = high;
    this.idLow = low;
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
}
