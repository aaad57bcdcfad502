import { setImmediate } from 'node:timers/promises';
import type { FramedBlock } from '../framing/block.js';
import { eventProblem } from './event-schema.js';
import { HttpError } from './http-error.js';
import { arrayElements, trimBlanks } from './json-scanner.js';
import type { BatchKind } from './media-types.js';
import { RecordPacker } from './record-packer.js';
import { bomLength, jsonProblem, parseOrThrow } from './single-event.js';

const LF = 0x0a;
const CR = 0x0d;
/** Other requests get their turn after so many bytes: about 10 ms of parsing. */
const TURN_BYTES = 512 * 1024;
/** The answer names so many rejected records and counts the others. */
const MAX_REJECTED = 1000;

export interface Rejection {
  /** Counts the records from 0; empty lines are none. */
  index: number;
  reason: string;
}

export interface BatchRecords {
  blocks: FramedBlock[];
  accepted: number;
  rejected: Rejection[];
  rejectedTotal: number;
}

/**
 * Finds the records of a body; their bytes stay as they are. Good records are kept beside bad ones, but a JSON body
 * that is no array of JSON values is refused as a whole.
 *
 * @param body given away: the records move together in it
 * @throws HttpError 400
 */
export async function readBatch(body: Buffer, kind: BatchKind, maxRecord: number): Promise<BatchRecords> {
  const start = bomLength(body);
  const bytes = body.subarray(start);
  const reader = new BatchReader(bytes, maxRecord);
  if (kind === 'json') await reader.readArray();
  else await reader.readLines(kind === 'ndjson');
  return reader.finish();
}

class BatchReader {
  readonly #packer: RecordPacker;
  readonly #rejected: Rejection[] = [];
  #index = 0;
  #rejectedTotal = 0;
  #nextTurn = TURN_BYTES;

  constructor(
    private readonly body: Buffer,
    private readonly maxRecord: number,
  ) {
    this.#packer = new RecordPacker(body);
  }

  async readArray(): Promise<void> {
    // Kept records move to the start of the body, so none may move before the whole is known to be an array.
    const kept: number[] = [];
    const elements = arrayElements(this.body);
    for (let next = elements.next(); ; next = elements.next()) {
      if (next.done) {
        if (!next.value) throw this.#noArray();
        break;
      }
      const [start, end] = next.value;
      if (this.#accept(this.#elementProblem(start, end))) kept.push(start, end);
      if (end >= this.#nextTurn) await this.#turn(end);
    }
    for (let i = 0; i < kept.length; i += 2) this.#packer.keep(kept[i]!, kept[i + 1]!);
  }

  async readLines(json: boolean): Promise<void> {
    const { body } = this;
    for (let from = 0; from < body.length; ) {
      const lf = body.indexOf(LF, from);
      const next = lf < 0 ? body.length : lf;
      const [start, end] = json ? trimBlanks(body, from, next) : [from, withoutCr(body, from, next)];
      if (end > start && this.#accept(json ? this.#lineProblem(start, end) : this.#sizeProblem(start, end))) {
        this.#packer.keep(start, end);
      }
      from = next + 1;
      if (from >= this.#nextTurn) await this.#turn(from);
    }
  }

  finish(): BatchRecords {
    this.#packer.flush();
    return {
      blocks: this.#packer.blocks,
      accepted: this.#packer.count,
      rejected: this.#rejected,
      rejectedTotal: this.#rejectedTotal,
    };
  }

  /** Counts the next record; false when it is rejected for a problem. */
  #accept(problem: string | undefined): boolean {
    const index = this.#index;
    this.#index += 1;
    if (problem === undefined) return true;
    this.#rejectedTotal += 1;
    if (this.#rejected.length < MAX_REJECTED) this.#rejected.push({ index, reason: problem });
    return false;
  }

  #noArray(): HttpError {
    const value = parseOrThrow(this.body);
    const hint = Array.isArray(value) ? '' : '; one object per line is application/x-ndjson';
    return new HttpError(
      400,
      'LAF_NO_ARRAY',
      `the body is no JSON array; allowed is an array of events${hint}`,
    );
  }

  /** @throws HttpError 400 when the element is not JSON: then the body is none. */
  #elementProblem(start: number, end: number): string | undefined {
    let value: unknown;
    try {
      value = JSON.parse(this.body.toString('utf8', start, end));
    } catch {
      throw this.#noArray();
    }
    return this.#sizeProblem(start, end) ?? eventProblem(value);
  }

  #lineProblem(start: number, end: number): string | undefined {
    const tooLong = this.#sizeProblem(start, end);
    if (tooLong !== undefined) return tooLong;
    const text = this.body.toString('utf8', start, end);
    try {
      return eventProblem(JSON.parse(text));
    } catch (error) {
      return jsonProblem(text, error as Error);
    }
  }

  #sizeProblem(start: number, end: number): string | undefined {
    if (end - start <= this.maxRecord) return undefined;
    return `has ${end - start} bytes; allowed are ${this.maxRecord} (max_record)`;
  }

  /** Lets other requests have their turn. */
  async #turn(at: number): Promise<void> {
    this.#nextTurn = at + TURN_BYTES;
    await setImmediate();
  }
}

function withoutCr(body: Buffer, start: number, end: number): number {
  return end > start && body[end - 1] === CR ? end - 1 : end;
}
