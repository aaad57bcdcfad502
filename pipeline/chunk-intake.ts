import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { ChunkHeader } from './chunk.js';
import { encodeChunk } from './chunk-codec.js';
import { ChunkPump } from './chunk-pump.js';
import { ClosingError, QueueFullError } from './errors.js';
import { type IdAllocator, idToString, MAX_BLOCK } from './event-id.js';
import type { Intake, Receipt, RecordBlock } from './intake.js';
import type { Metrics } from './metrics.js';
import type { Queue } from './queue.js';
import { splitBlock } from './record-split.js';
import { nowMicros } from './time.js';

/** 128 KiB: 700 records of the reference workload, for which one XADD costs next to nothing per record. */
const CHUNK_BYTES = 128 * 1024;
/** What one source may hold in memory before its senders have to wait. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;

export interface IntakeOptions {
  readonly source: string;
  readonly queue: Queue;
  readonly ids: IdAllocator;
  readonly metrics: Metrics;
  readonly maxWaitingBytes?: number;
}

interface OpenChunk {
  readonly id: string;
  readonly blocks: RecordBlock[];
  readonly pump: ChunkPump;
  readonly receivers: ((receipt: Receipt | Error) => void)[];
  bytes: number;
  count: number;
  timer: NodeJS.Timeout | undefined;
}

/** Gathers the blocks of one source into chunks, gives them ids and puts them into the queue. */
export class ChunkIntake implements Intake {
  readonly #open = new Map<string, OpenChunk>();
  readonly #impatient: ChunkPump;
  readonly #patient: ChunkPump;
  readonly #maxWaitingBytes: number;
  #waitingBytes = 0;
  #closing = false;
  #waiters: (() => void)[] = [];

  constructor(private readonly options: IntakeOptions) {
    this.#impatient = new ChunkPump(options.queue, options.metrics, false);
    this.#patient = new ChunkPump(options.queue, options.metrics, true);
    this.#maxWaitingBytes = options.maxWaitingBytes ?? MAX_WAITING_BYTES;
  }

  append(block: RecordBlock): Promise<Receipt> {
    if (this.full) {
      return Promise.reject(
        new QueueFullError(`source ${this.options.source} has too much waiting for the queue`),
      );
    }
    return this.#take(block, false);
  }

  appendPatiently(block: RecordBlock): Promise<Receipt> {
    return this.#take(block, true);
  }

  get full(): boolean {
    return this.#waitingBytes >= this.#maxWaitingBytes;
  }

  room(): Promise<void> {
    if (!this.full) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  dropped(count: number, reason: string): void {
    this.options.metrics.dropped.inc({ source: this.options.source, reason }, count);
  }

  /**
   * Takes nothing new and resolves once all it has is durable; when `signal` aborts, what is not durable by then is
   * given up, and its senders are told so.
   */
  async close(signal?: AbortSignal): Promise<void> {
    this.#closing = true;
    for (const key of [...this.#open.keys()]) this.#flush(key);
    await Promise.all([this.#impatient.close(signal), this.#patient.close(signal)]);
  }

  async #take(block: RecordBlock, patient: boolean): Promise<Receipt> {
    if (this.#closing) throw new ClosingError(`source ${this.options.source} is shutting down`);
    const bytes = block.body.length;
    this.#waitingBytes += bytes;
    try {
      const pieces = splitBlock(block, MAX_BLOCK, CHUNK_BYTES);
      const receipts = await Promise.all(
        pieces.map((piece, place) =>
          block.name === undefined
            ? this.#add(piece, patient)
            : this.#addNamed(piece, block.name, place, patient),
        ),
      );
      this.options.metrics.received.inc({ source: this.options.source }, block.count);
      this.options.metrics.receivedBytes.inc({ source: this.options.source }, bytes);
      return receipts[0]!;
    } finally {
      this.#waitingBytes -= bytes;
      if (!this.full) for (const resolve of this.#waiters.splice(0)) resolve();
    }
  }

  #add(block: RecordBlock, patient: boolean): Promise<Receipt> {
    const framing = block.lengths === undefined ? 'lines' : 'lengths';
    const key = `${patient}\n${framing}\n${block.transport}\n${block.contentType ?? ''}\n${block.refused ?? ''}\n${block.columns ?? ''}`;
    const open = this.#open.get(key);
    if (open !== undefined && !fits(open, block)) this.#flush(key);
    const chunk = this.#open.get(key) ?? this.#begin(key, block, patient ? this.#patient : this.#impatient);
    const receipt = put(chunk, block);
    if (chunk.bytes >= CHUNK_BYTES) this.#flush(key);
    return receipt;
  }

  /** A chunk of its own, whose id follows from name and bytes: the ledger knows it when it comes again. */
  #addNamed(block: RecordBlock, name: string, place: number, patient: boolean): Promise<Receipt> {
    const id = namedChunkId(`${this.options.source}\n${name}\n${place}`, block.body);
    const chunk = newChunk(id, patient ? this.#patient : this.#impatient);
    const receipt = put(chunk, block);
    this.#send(chunk);
    return receipt;
  }

  #begin(key: string, block: RecordBlock, pump: ChunkPump): OpenChunk {
    const chunk = newChunk(uuidv7(), pump);
    chunk.timer = setTimeout(() => this.#flush(key), lingerMillis(block));
    this.#open.set(key, chunk);
    return chunk;
  }

  #flush(key: string): void {
    const chunk = this.#open.get(key);
    if (chunk === undefined) return;
    this.#open.delete(key);
    clearTimeout(chunk.timer);
    this.#send(chunk);
  }

  #send(chunk: OpenChunk): void {
    const receivedAtMicros = nowMicros();
    let header: ChunkHeader | undefined;
    let bytes: Buffer | undefined;
    const encode = () => {
      header ??= this.#header(chunk, receivedAtMicros);
      bytes ??= encodeBlocks(header, chunk.blocks);
      return bytes;
    };
    chunk.pump.push({ encode, onEnd: (error) => tell(chunk, header, error) });
  }

  #header({ id, blocks, count }: OpenChunk, receivedAtMicros: number): ChunkHeader {
    const [{ transport, contentType, refused, lengths, columns }] = blocks as [RecordBlock];
    const { ids } = this.options;
    const previous = ids.newest;
    const { high, low } = ids.allot(count);
    return {
      id,
      source: this.options.source,
      transport,
      receivedAtMicros,
      framing: lengths === undefined ? 'lines' : 'lengths',
      count,
      firstId: idToString(high, low),
      ...(previous !== undefined && { previousId: idToString(previous.high, previous.low) }),
      peers: peerRuns(blocks),
      ...(contentType !== undefined && { contentType }),
      ...(refused !== undefined && { refused }),
      ...(columns !== undefined && { columns }),
    };
  }
}

function newChunk(id: string, pump: ChunkPump): OpenChunk {
  return { id, blocks: [], pump, receivers: [], bytes: 0, count: 0, timer: undefined };
}

function put(chunk: OpenChunk, block: RecordBlock): Promise<Receipt> {
  chunk.blocks.push(block);
  chunk.bytes += block.body.length;
  chunk.count += block.count;
  return new Promise<Receipt>((resolve, reject) => {
    chunk.receivers.push((outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome)));
  });
}

/**
 * A UUIDv8 (RFC 9562 §5.8) of name and bytes. Where other ids have their time it has zeros: in the ledger it is older
 * than all of them, so that pruning finds it by the time of its commit.
 */
function namedChunkId(name: string, body: Buffer): string {
  const digest = createHash('sha256').update(`${name}\n`).update(body).digest('hex');
  return `00000000-0000-8${digest.slice(0, 3)}-8${digest.slice(3, 6)}-${digest.slice(6, 18)}`;
}

function fits(chunk: OpenChunk, block: RecordBlock): boolean {
  return chunk.count + block.count <= MAX_BLOCK && chunk.bytes + block.body.length <= CHUNK_BYTES;
}

/** An HTTP client waits for its answer; nobody waits for the others, and fuller chunks are cheaper. */
function lingerMillis(block: RecordBlock): number {
  return block.transport === 'http' ? 1 : 10;
}

function peerRuns(blocks: readonly RecordBlock[]): [string, number][] {
  const runs: [string, number][] = [];
  for (const { peer = '', count } of blocks) {
    const last = runs.at(-1);
    if (last?.[0] === peer) last[1] += count;
    else runs.push([peer, count]);
  }
  return runs;
}

/** @param header there when the chunk has become durable */
function tell(chunk: OpenChunk, header: ChunkHeader | undefined, error: Error | undefined): void {
  let index = 0;
  chunk.receivers.forEach((receive, at) => {
    receive(error ?? receiptOf(header!, index));
    index += chunk.blocks[at]!.count;
  });
}

function receiptOf({ id, firstId }: ChunkHeader, index: number): Receipt {
  return { chunkId: id, firstId: (BigInt(firstId) + BigInt(index)).toString(), firstIndex: index };
}

function encodeBlocks(header: ChunkHeader, blocks: readonly RecordBlock[]): Buffer {
  const lengths = blocks[0]!.lengths === undefined ? undefined : blocks.flatMap((b) => b.lengths ?? []);
  return encodeChunk(
    header,
    blocks.map((block) => block.body),
    lengths,
  );
}
