import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '../../../bench/fuzz/random.js';
import { Pace } from './pace.js';
import { linesOf, shapeOf } from './records.js';
import type { Requests, SentRequest } from './requests.js';

const SENDERS = 6;
/** A client that has no answer by then gives up; longer than an ingest that waits for the end of a silent connection. */
const PATIENCE_MILLIS = 20_000;
const AGAIN_MILLIS = 150;

export interface HttpLoadOptions {
  /** Where ingests are to be reached: `http://127.0.0.1:41023`. */
  readonly targets: readonly string[];
  readonly requests: Requests;
  readonly random: Random;
  readonly records: number;
  /** Records a second that the run needs now. */
  readonly perSecond: () => number;
  /** Sends nothing new; what has a key is still brought to its end. */
  readonly stop: AbortSignal;
}

/** Sends records and notes what was answered. A batch with a key is sent, to whatever ingest, until it is answered. */
export class HttpLoad {
  /** Answers that are neither 2xx nor 503, or that count other than was sent. */
  readonly problems: string[] = [];
  readonly #agent = new Agent({ keepAlive: true, maxSockets: SENDERS * 2 });
  readonly #pace = new Pace(() => performance.now());
  #keys = 0;

  constructor(private readonly options: HttpLoadOptions) {}

  /** Resolves when all records have been sent and all with a key are answered. */
  async run(): Promise<void> {
    await Promise.all(Array.from({ length: SENDERS }, () => this.#sendAll()));
    this.#agent.destroy();
  }

  async #sendAll(): Promise<void> {
    const { requests, random, records, perSecond, stop } = this.options;
    while (requests.sent < records && !stop.aborted) {
      const { path, type, keyed, count } = shapeOf(random);
      if (!this.#pace.take(count, perSecond())) {
        await delay(20);
        continue;
      }
      const key = keyed ? `chaos-${this.#keys++}` : undefined;
      const sent = requests.begin(path, Math.min(count, records - requests.sent), key);
      await this.#send(sent, path === '/data/batch' ? type : 'application/json');
    }
  }

  async #send(sent: SentRequest, type: string): Promise<void> {
    const { targets, requests, random } = this.options;
    const body = linesOf('http', sent.first, sent.count);
    do {
      if (sent.tries > 0) {
        requests.repeated += 1;
        await delay(AGAIN_MILLIS);
      }
      sent.tries += 1;
      const answer = await this.#post(random.of(targets), sent, type, body);
      if (answer !== undefined && this.#isAccepted(sent, answer)) {
        requests.end(sent);
        return;
      }
    } while (sent.key !== undefined);
  }

  #isAccepted(sent: SentRequest, { status, text }: Answer): boolean {
    if (status === 503 || status === 429) return false;
    // The single event has become a dead letter: it is there.
    if (status === 422 && text.includes('LAF_DEAD_LETTER')) return true;
    const body = status < 300 ? (JSON.parse(text) as { accepted?: number; rejected?: unknown[] }) : {};
    const whole = body.accepted === undefined || body.accepted === sent.count;
    if (status >= 300 || !whole || (body.rejected?.length ?? 0) > 0)
      this.problems.push(`${sent.path} of ${sent.count} records: ${status} ${text.slice(0, 300)}`);
    return status < 300;
  }

  /** Undefined when there was no answer, or none that was whole. */
  #post(target: string, sent: SentRequest, type: string, body: string): Promise<Answer | undefined> {
    const headers = { 'content-type': type, ...(sent.key !== undefined && { 'idempotency-key': sent.key }) };
    const signal = AbortSignal.timeout(PATIENCE_MILLIS);
    return new Promise((resolve) => {
      const call = request(
        `${target}${sent.path}`,
        {
          method: 'POST',
          agent: this.#agent,
          headers: { ...headers, 'content-length': body.length },
          signal,
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (part: string) => {
            text += part;
          });
          response.on('error', () => resolve(undefined));
          response.on('end', () => resolve({ status: response.statusCode!, text }));
          response.on('close', () => resolve(undefined));
        },
      );
      call.on('error', () => resolve(undefined));
      call.end(body);
    });
  }
}

interface Answer {
  readonly status: number;
  readonly text: string;
}
