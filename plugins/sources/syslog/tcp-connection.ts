import type { Socket } from 'node:net';
import type { SourceContext } from '../../../pipeline/plugin.js';
import type { FramedBlock } from '../framing/block.js';
import { PatientFeed } from '../framing/patient-feed.js';
import type { MakeLineCutter } from '../multiline/options.js';
import { peerAddress } from '../net/peer.js';
import { SyslogFramer } from './framer.js';

/** A complete record that only waits to see what follows it waits this long. */
const SETTLE_MILLIS = 200;

/** What is said of the records of a connection. */
export interface RecordLimits {
  /** In bytes. */
  readonly maxRecord: number;
  /** For records that end with LF; absent: each line is one. */
  readonly makeLineCutter?: MakeLineCutter;
}

/** Bytes of unfinished records that all connections of a listener hold together. */
export interface HeldTotal {
  bytes: number;
}

/** Thousands of senders that each send most of a large record and stop are not to fill the memory. */
const MAX_HELD_TOTAL = 64 * 1024 * 1024;
/** Connections that hold less are not at fault. */
const FAIR_SHARE = 16 * 1024;

/**
 * One sender over TCP. Its bytes go through the framer into the queue; while the queue is full the socket is not read,
 * so that the sender waits.
 *
 * States: reading ⇄ waiting (socket paused) → closed. On close, the unfinished last record is taken.
 */
export class TcpConnection {
  #framer: SyslogFramer;
  /** Waits for the end of a record: what is held of it belongs to the framer it began with. */
  #nextFramer: SyslogFramer | undefined;
  #feed: PatientFeed;
  readonly #peer: string | undefined;
  #settleTimer: NodeJS.Timeout | undefined;
  #waiting = false;
  #held = 0;

  /** Resolves once the socket is closed and all that came over it is in the queue. */
  readonly done: Promise<void>;

  constructor(
    private readonly socket: Socket,
    limits: RecordLimits,
    private readonly total: HeldTotal,
    private context: SourceContext,
  ) {
    this.#framer = new SyslogFramer(limits.maxRecord, limits.makeLineCutter);
    this.#feed = new PatientFeed(context.intake, context.logger);
    this.#peer = peerAddress(socket.remoteAddress);
    socket.on('data', (bytes: Buffer) => this.#receive(bytes));
    socket.on('timeout', () => this.#expire());
    socket.on('error', (error) =>
      this.context.logger.debug({ peer: this.#peer, reason: error.message }, 'TCP error'),
    );
    this.done = new Promise((resolve) => socket.on('close', () => resolve(this.#finish())));
  }

  /** Belongs to another source from now on, whose limits hold from the next record on. */
  goOn({ maxRecord, makeLineCutter }: RecordLimits, context: SourceContext): void {
    this.context = context;
    this.#feed = new PatientFeed(context.intake, context.logger);
    this.#nextFramer = new SyslogFramer(maxRecord, makeLineCutter);
    this.#changeFramer();
  }

  #changeFramer(): void {
    if (this.#nextFramer === undefined || this.#framer.unfinished) return;
    this.#framer = this.#nextFramer;
    this.#nextFramer = undefined;
  }

  #receive(bytes: Buffer): void {
    clearTimeout(this.#settleTimer);
    this.#put(this.#framer.push(bytes));
    if (this.#framer.undecided) {
      this.#settleTimer = setTimeout(() => this.#put(this.#framer.settle()), SETTLE_MILLIS);
    } else if (this.#framer.wait !== undefined) {
      this.#settleTimer = setTimeout(() => this.#release(), this.#framer.wait);
    }
    this.#account(this.#framer.held);
    if (this.#feed.shouldWait) void this.#wait();
  }

  /** No more lines came for the record that waits for them. */
  #release(): void {
    this.#put(this.#framer.release());
    this.#account(this.#framer.held);
  }

  #put(blocks: FramedBlock[]): void {
    for (const block of blocks) void this.#feed.put({ ...block, transport: 'tcp', peer: this.#peer });
    this.#changeFramer();
  }

  #account(held: number): void {
    this.total.bytes += held - this.#held;
    this.#held = held;
    if (this.total.bytes <= MAX_HELD_TOTAL || held < FAIR_SHARE) return;
    this.context.logger.warn(
      { peer: this.#peer, bytes: held },
      'connection closed: too many unfinished records',
    );
    this.socket.destroy();
  }

  async #wait(): Promise<void> {
    if (this.#waiting) return;
    this.#waiting = true;
    this.socket.pause();
    await this.#feed.ready();
    this.#waiting = false;
    this.socket.resume();
  }

  /** A sender that we do not read is not idle. */
  #expire(): void {
    if (this.#waiting) return;
    this.context.logger.info({ peer: this.#peer }, 'idle connection closed');
    this.socket.destroy();
  }

  #finish(): Promise<void> {
    clearTimeout(this.#settleTimer);
    this.#put(this.#framer.end());
    this.#account(0);
    return this.#feed.settled();
  }
}
