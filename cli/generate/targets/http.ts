import { setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentError, messageOf, UserError } from '../../../pipeline/errors.js';
import { errorMessage, parsed, retryAfterMillis } from '../../support/http-answer.js';
import type { LineFormat } from '../format.js';
import { Account, type Target } from '../target.js';

/** Requests under way at once: enough to keep the server busy while answers travel. */
const MOST_REQUESTS = 4;
const REQUEST_MILLIS = 30_000;
/** What requests under way get after Ctrl-C. */
const CLOSE_MILLIS = 2_000;
/** How long a server may be away, or full, before the run is given up. */
const PATIENCE_MILLIS = 60_000;
const FIRST_PAUSE_MILLIS = 250;
const LONGEST_PAUSE_MILLIS = 30_000;

/** The request never reached a server, so that to send it again cannot store anything twice. */
const NEVER_ARRIVED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

export interface HttpOptions {
  contentType: LineFormat['contentType'];
  /** One of the server's API_TOKENS. */
  token?: string;
  /** Ends all waiting for a server that is full or away. */
  signal: AbortSignal;
  patienceMillis?: number;
}

type Attempt =
  | { type: 'answered'; accepted: number; rejected: { reason?: string }[] }
  | { type: 'failed'; reason: string }
  | { type: 'again'; reason: string; pauseMillis?: number };

/** Posts lines to `/data/batch`. Requests that may have arrived are never repeated, so no line is stored twice. */
export class HttpTarget implements Target {
  readonly account = new Account();
  readonly ended = false;
  readonly lineByLine = 'a file, tcp://host:port?framing=octet or udp://host:port';
  readonly description: string;
  readonly #url: URL;
  readonly #headers: Record<string, string>;
  readonly #underWay = new Set<Promise<void>>();
  readonly #requests = new Set<AbortController>();
  #reached = false;
  #failure: Error | undefined;

  constructor(
    base: URL,
    private readonly options: HttpOptions,
  ) {
    this.#url = new URL('data/batch', base.href.endsWith('/') ? base : `${base.href}/`);
    this.description = this.#url.href;
    this.#headers = { 'content-type': options.contentType };
    if (options.token !== undefined) this.#headers.authorization = `Bearer ${options.token}`;
    this.account.answered = true;
  }

  async open(): Promise<void> {}

  async send(lines: readonly string[]): Promise<void> {
    while (this.#underWay.size >= MOST_REQUESTS) await Promise.race(this.#underWay);
    this.#throwFailure();
    this.account.sent += lines.length;
    const delivery = this.#deliver(lines).finally(() => this.#underWay.delete(delivery));
    this.#underWay.add(delivery);
  }

  async close(now: boolean): Promise<void> {
    const timer = now ? setTimeout(() => this.#abandon('interrupted'), CLOSE_MILLIS) : undefined;
    await Promise.all(this.#underWay);
    clearTimeout(timer);
    this.#throwFailure();
  }

  #abandon(reason: string): void {
    for (const request of this.#requests) request.abort(new Error(reason));
  }

  #throwFailure(): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure;
  }

  /** Never rejects: what went wrong is in the account, and in `#failure` when it would go wrong again. */
  async #deliver(lines: readonly string[]): Promise<void> {
    try {
      this.#count(await this.#insist(`${lines.join('\n')}\n`), lines.length);
    } catch (error) {
      this.#count({ type: 'failed', reason: messageOf(error) }, lines.length);
      this.#failure ??= error as Error;
    }
  }

  #count(attempt: Attempt, lines: number): void {
    const { account } = this;
    if (attempt.type === 'answered') {
      account.accepted += attempt.accepted;
      account.rejected += attempt.rejected.length;
      account.failed += lines - attempt.accepted - attempt.rejected.length;
      account.reason = attempt.rejected.at(-1)?.reason ?? account.reason;
    } else {
      account.failed += lines;
      account.reason = attempt.reason;
    }
  }

  /** Tries until there is an answer, or none is to be hoped for. */
  async #insist(body: string): Promise<Attempt> {
    const { signal, patienceMillis = PATIENCE_MILLIS } = this.options;
    const end = Date.now() + patienceMillis;
    for (let pause = FIRST_PAUSE_MILLIS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS)) {
      const attempt = await this.#try(body);
      if (attempt.type !== 'again' || signal.aborted) return attempt;
      const wait = Math.min(attempt.pauseMillis ?? pause, LONGEST_PAUSE_MILLIS);
      if (Date.now() + wait > end) {
        throw new EnvironmentError(`${this.description} takes nothing: ${attempt.reason}`);
      }
      await sleep(wait, undefined, { signal }).catch(() => {});
    }
  }

  async #try(body: string): Promise<Attempt> {
    const request = new AbortController();
    const timer = setTimeout(() => request.abort(new Error('waited 30 s')), REQUEST_MILLIS);
    this.#requests.add(request);
    try {
      const { signal } = request;
      const response = await fetch(this.#url, { method: 'POST', headers: this.#headers, body, signal });
      const text = await response.text();
      this.#reached = true;
      return this.#judge(response, text);
    } catch (error) {
      if (error instanceof UserError || error instanceof EnvironmentError) throw error;
      return this.#networkFault(error as Error);
    } finally {
      clearTimeout(timer);
      this.#requests.delete(request);
    }
  }

  #networkFault(error: Error): Attempt {
    const cause = (error.cause ?? error) as NodeJS.ErrnoException;
    const reason = cause.message || cause.code || error.message;
    if (!NEVER_ARRIVED.has(cause.code ?? '')) return { type: 'failed', reason: `no answer: ${reason}` };
    if (!this.#reached) throw new EnvironmentError(`cannot reach ${this.description}: ${reason}`);
    return { type: 'again', reason };
  }

  #judge(response: Response, text: string): Attempt {
    const { status } = response;
    const reason = `${status} ${errorMessage(text) ?? response.statusText}`;
    if (status === 429 || status === 503) {
      return { type: 'again', reason, pauseMillis: retryAfterMillis(response.headers.get('retry-after')) };
    }
    if (status === 401 || status === 403) {
      throw new UserError(`${this.description} answers ${reason}; give one of its tokens with --token`);
    }
    if (status === 404 || status === 405) {
      throw new EnvironmentError(`${this.description} answers ${reason}: no Logs & Found there`);
    }
    if (!response.ok) return { type: 'failed', reason };
    return answerOf(text) ?? { type: 'failed', reason: `${status} without the counts of /data/batch` };
  }
}

function answerOf(text: string): Attempt | undefined {
  const { accepted, rejected } = (parsed(text) ?? {}) as { accepted?: unknown; rejected?: unknown };
  if (typeof accepted !== 'number' || !Array.isArray(rejected)) return undefined;
  return { type: 'answered', accepted, rejected };
}
