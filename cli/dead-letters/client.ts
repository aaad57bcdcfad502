import { readEnvironment } from '../../config/environment.js';
import { EnvironmentError, messageOf, UserError } from '../../pipeline/errors.js';
import type { Surroundings } from '../support/load-pipeline.js';

/** A dead letter as the API shows it (docs/dead-letters.md). */
export interface Letter {
  readonly key: string;
  readonly event_id: string;
  readonly received_at: string;
  readonly source: string;
  readonly stage: string;
  readonly reason: string;
  readonly sqlstate: string | null;
  readonly column: string | null;
  readonly tries: number;
  readonly refused_at: string;
  readonly replaying: boolean;
  readonly size: number;
  readonly cut: boolean;
  readonly encoding: 'text' | 'base64';
  readonly raw: string;
}

/** What the API takes to say which are meant. */
export interface Selection {
  readonly keys?: readonly string[];
  readonly stage?: string;
  readonly source?: string;
  readonly reason?: string;
  readonly from?: string;
  readonly all?: true;
}

/**
 * The calls of `/dead-letters`. Each throws UserError for what the server calls wrong input, and EnvironmentError when
 * it cannot be reached or cannot answer.
 */
export class LetterClient {
  private constructor(
    private readonly server: URL,
    private readonly token: string | undefined,
  ) {}

  /** @throws UserError for an address that is none, or an environment that is wrong where it is needed. */
  static of(url: string | undefined, token: string | undefined, surroundings: Surroundings): LetterClient {
    const { environment, problems } = readEnvironment(surroundings.folder, surroundings.variables);
    const own = token ?? environment?.apiTokens[0];
    if (url !== undefined) return new LetterClient(serverUrl(url), own);
    if (environment === undefined) throw new UserError(problems.join('\n'));
    const { host, port } = environment;
    // Who listens on all addresses is reached on loopback.
    const reached = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
    return new LetterClient(
      new URL(`http://${reached.includes(':') ? `[${reached}]` : reached}:${port}`),
      own,
    );
  }

  list(
    { stage, source, reason, from }: Selection,
    limit: number,
    cursor: string | undefined,
  ): Promise<{ dead_letters: Letter[]; next_cursor: string | null }> {
    const given = Object.entries({ stage, source, reason, from, cursor, limit: String(limit) });
    const query = new URLSearchParams(
      given.filter((pair): pair is [string, string] => pair[1] !== undefined),
    );
    return this.#ask(`dead-letters?${query}`);
  }

  get(key: string): Promise<Letter> {
    return this.#ask(`dead-letters/${encodeURIComponent(key)}`);
  }

  replay(selection: Selection): Promise<{ replayed: number; unreplayable: number }> {
    return this.#ask('dead-letters/replay', selection);
  }

  drop(selection: Selection): Promise<{ dropped: number }> {
    return this.#ask('dead-letters/drop', selection);
  }

  async #ask<Answer>(path: string, body?: Selection): Promise<Answer> {
    const response = await this.#send(path, body);
    const answer = (await response.json().catch(() => undefined)) as
      | (Answer & { message?: string })
      | undefined;
    if (answer === undefined) {
      throw new EnvironmentError(
        `${this.server.href} answers ${response.status} and is no server of Logs & Found`,
      );
    }
    if (response.ok) return answer;
    const message = answer.message ?? `${this.server.href} answers ${response.status}`;
    throw response.status < 500 ? new UserError(message) : new EnvironmentError(message);
  }

  async #send(path: string, body: Selection | undefined): Promise<Response> {
    const base = this.server.href.endsWith('/') ? this.server : `${this.server.href}/`;
    try {
      return await fetch(new URL(path, base), {
        headers: {
          ...(this.token !== undefined && { authorization: `Bearer ${this.token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
      });
    } catch (error) {
      throw new EnvironmentError(
        `cannot reach the server at ${this.server.href}: ${messageOf((error as Error).cause ?? error)}`,
      );
    }
  }
}

function serverUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new UserError(`--url: "${text}" must be http://host:port or https://host`);
}
