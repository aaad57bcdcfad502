import { setTimeout as sleep } from 'node:timers/promises';
import { Backoff } from '../../pipeline/backoff.js';
import { messageOf, UserError } from '../../pipeline/errors.js';
import { errorMessage, parsed, retryAfterMillis } from '../support/http-answer.js';

/** How long one request may take; the server itself gives up a request after five minutes. */
const REQUEST_MILLIS = 60_000;
/** However long a server asks to be left alone, it is asked again after this. */
const LONGEST_PAUSE_MILLIS = 60_000;

export interface Rejection {
  /** Counts the lines that are not empty, from 0. */
  readonly index: number;
  readonly reason: string;
}

export interface Answer {
  readonly accepted: number;
  readonly rejected: readonly Rejection[];
  readonly rejectedTotal: number;
}

/** The server will never take the batch, and took nothing of it. */
export class RefusedError extends UserError {}

type Attempt = { answer: Answer } | { again: string; pauseMillis?: number };

/** Posts batches to `/data/batch` until they are taken. */
export class Delivery {
  readonly #url: URL;

  /**
   * @param onAway hears why the server takes nothing, once until it takes something again
   * @param signal ends waiting for a server that is away; a request under way gets its answer
   */
  constructor(
    base: URL,
    private readonly token: string | undefined,
    private readonly onAway: (reason: string) => void,
    private readonly signal: AbortSignal,
  ) {
    this.#url = new URL('data/batch', base.href.endsWith('/') ? base : `${base.href}/`);
  }

  /**
   * @param body gzip of the lines, the same for the same key
   * @returns undefined when the signal ended the waiting: the batch may have arrived or not
   * @throws RefusedError
   */
  async send(key: string, body: Buffer): Promise<Answer | undefined> {
    const backoff = new Backoff();
    for (;;) {
      const attempt = await this.#try(key, body);
      if ('answer' in attempt) return attempt.answer;
      if (backoff.attempts === 0) this.onAway(attempt.again);
      if (this.signal.aborted) return undefined;
      await this.#pause(attempt.pauseMillis);
      await backoff.wait(this.signal);
      if (this.signal.aborted) return undefined;
    }
  }

  async #pause(millis = 0): Promise<void> {
    if (millis === 0) return;
    const { signal } = this;
    await sleep(Math.min(millis, LONGEST_PAUSE_MILLIS), undefined, { signal }).catch(() => undefined);
  }

  async #try(key: string, body: Buffer): Promise<Attempt> {
    const headers: Record<string, string> = {
      'content-type': 'text/plain',
      'content-encoding': 'gzip',
      'idempotency-key': key,
    };
    if (this.token !== undefined) headers.authorization = `Bearer ${this.token}`;
    let response: Response;
    let text: string;
    try {
      const signal = AbortSignal.timeout(REQUEST_MILLIS);
      response = await fetch(this.#url, {
        method: 'POST',
        headers,
        body: new Uint8Array(body),
        signal,
        redirect: 'manual',
      });
      text = await response.text();
    } catch (error) {
      const cause = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
      return { again: `${this.#url.href}: ${cause.message || cause.code || messageOf(error)}` };
    }
    return this.#judge(response, text);
  }

  /** @throws RefusedError */
  #judge(response: Response, text: string): Attempt {
    const { status } = response;
    const reason = `${this.#url.href} answers ${status} ${errorMessage(text) ?? response.statusText}`;
    if (status === 429 || status === 408 || status >= 500) {
      return { again: reason, pauseMillis: retryAfterMillis(response.headers.get('retry-after')) ?? 0 };
    }
    if (status === 401 || status === 403) {
      throw new RefusedError(`${reason}; give one of its tokens with --token`);
    }
    if (status === 413) throw new RefusedError(`${reason}; give a smaller --batch-bytes`);
    const answer = status === 202 ? answerOf(text) : undefined;
    if (answer === undefined) throw new RefusedError(`${reason}: no Logs & Found takes batches there`);
    return { answer };
  }
}

function answerOf(text: string): Answer | undefined {
  const { accepted, rejected, rejected_total } = (parsed(text) ?? {}) as Record<string, unknown>;
  if (typeof accepted !== 'number' || !Array.isArray(rejected)) return undefined;
  const rejectedTotal = typeof rejected_total === 'number' ? rejected_total : rejected.length;
  return { accepted, rejected, rejectedTotal };
}
