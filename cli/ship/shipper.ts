import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import { UserError } from '../../pipeline/errors.js';
import type { CutLimits } from './cut-batch.js';
import { type Answer, type Delivery, RefusedError } from './delivery.js';
import type { ShipAccount } from './progress.js';
import { linesOf, rejectedLines } from './rejected-lines.js';
import type { NextBytes, ShippedContent } from './shipped-content.js';
import type { Pending, ShipState } from './state.js';
import type { WatchedFiles } from './watched-files.js';

const POLL_MILLIS = 200;
const SCAN_MILLIS = 1000;

const zip = promisify(gzip);
const unzip = promisify(gunzip);

export interface ShipOptions extends CutLimits {
  /** How long a line waits for more to go with it, in milliseconds. */
  readonly batchWait: number;
  /** Ends at the end of the files. */
  readonly once: boolean;
}

/**
 * Ships the lines of files in batches, one at a time: remembered, sent until the server has it, and only then passed by.
 * What was under way when a shipper ended is sent first, with the same key and the same bytes.
 */
export class Shipper {
  constructor(
    private readonly options: ShipOptions,
    private readonly files: WatchedFiles,
    private readonly state: ShipState,
    private readonly delivery: Delivery,
    private readonly account: ShipAccount,
    private readonly tell: (text: string) => void,
    /** Asks for the end: after the answer to what is under way. */
    private readonly signal: AbortSignal,
  ) {}

  /** @throws UserError when the server refuses what is sent, or nothing is there to be shipped once */
  async run(): Promise<void> {
    const { pending } = this.state;
    if (pending !== undefined && !(await this.#send(pending, await this.state.pendingBody(pending)))) return;
    if ((await this.files.start()) === 0) {
      if (this.options.once) throw new UserError('no file is found by these names');
      this.tell('no file is found by these names yet');
    }
    try {
      await this.#follow();
    } finally {
      await this.files.close();
    }
  }

  async #follow(): Promise<void> {
    let scannedAt = performance.now();
    while (!this.signal.aborted) {
      const any = await this.#round();
      const isEnd = this.options.once && !any;
      if (isEnd || performance.now() - scannedAt >= SCAN_MILLIS) {
        const before = this.files.all;
        await this.files.scan();
        scannedAt = performance.now();
        if (isEnd && this.files.all.every((file) => before.includes(file))) return;
      } else if (!any) {
        await sleep(POLL_MILLIS, undefined, { signal: this.signal }).catch(() => undefined);
      }
    }
  }

  /** A batch of each file that has one. @returns whether there was any */
  async #round(): Promise<boolean> {
    let any = false;
    for (const content of this.files.all) {
      if (this.signal.aborted) break;
      if (await this.#ship(content)) any = true;
    }
    this.#count();
    return any;
  }

  #count(): void {
    const { all } = this.files;
    this.account.files = all.length;
    this.account.behind = all.reduce((sum, { behind }) => sum + behind, 0);
  }

  async #ship(content: ShippedContent): Promise<boolean> {
    const bytes = await this.#nextOf(content);
    if (bytes === undefined) return false;
    const { start, body, next, piece } = bytes;
    if (piece) {
      const { maxRecord } = this.options;
      this.tell(
        `${content.path}: the line at byte ${start} is longer than ${maxRecord} bytes; it goes in pieces`,
      );
    }
    return this.#deliver(content, start, body, next);
  }

  /** What is to be sent of a file now, if anything. */
  async #nextOf(content: ShippedContent): Promise<NextBytes | undefined> {
    const { files, options } = this;
    try {
      await content.look();
      const isLeft = files.isLeft(content);
      if (!content.shrunk && content.behind === 0) {
        if (isLeft) await files.leave(content);
        return undefined;
      }
      const takesRest = isLeft || options.once;
      if (!takesRest && !(content.worthReading && this.#isDue(content))) return undefined;
      const bytes = await content.read(options, takesRest);
      if (bytes !== 'anew') return bytes;
      await files.rewritten(content);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
      await files.drop(content, error);
    }
    return undefined;
  }

  #isDue({ shrunk, behind, waitingSince }: ShippedContent): boolean {
    const { batchBytes, batchWait } = this.options;
    if (shrunk || behind >= batchBytes) return true;
    return waitingSince !== undefined && performance.now() - waitingSince >= batchWait;
  }

  /** @returns false when it was not sent because the end was asked for */
  async #deliver(
    content: ShippedContent,
    start: number,
    body: Buffer,
    next: NextBytes['next'],
  ): Promise<boolean> {
    const shipped = { ...next, file: content.file, path: content.path };
    if (body.length > 0) {
      const packed = await zip(body, { level: constants.Z_BEST_SPEED });
      if (!(await this.#send(await this.state.begin(start, shipped, packed), packed))) return false;
    } else {
      this.state.set(shipped);
    }
    content.moveTo(next);
    return true;
  }

  /** Sends the pending batch until the server has it. */
  async #send(pending: Pending, packed: Buffer): Promise<boolean> {
    let answer: Answer | undefined;
    try {
      answer = await this.delivery.send(pending.key, packed);
    } catch (error) {
      if (error instanceof RefusedError) await this.state.abandon();
      throw error;
    }
    if (answer === undefined) return false;
    await this.state.commit();
    const body = await unzip(packed);
    this.account.lines += linesOf(body);
    this.account.bytes += body.length;
    this.account.rejected += answer.rejectedTotal;
    for (const text of rejectedLines(pending, body, answer)) this.tell(text);
    return true;
  }
}
