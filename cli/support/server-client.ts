import { readEnvironment } from '../../config/environment.js';
import { EnvironmentError, messageOf, UserError } from '../../pipeline/errors.js';
import { parseJson } from '../../pipeline/json-text.js';
import type { Surroundings } from './load-pipeline.js';

/** Where commands that ask a running server find it, unless they are told. */
export interface ServerOptions {
  readonly url?: string;
  readonly token?: string;
}

/**
 * The HTTP API of a running server. Calls throw UserError for what the server calls wrong input, and EnvironmentError
 * when it cannot be reached or cannot answer.
 */
export class ServerClient {
  private constructor(
    readonly server: URL,
    readonly token: string | undefined,
  ) {}

  /**
   * The server that is named, else the one that HOST and PORT name; the token likewise, then LAF_TOKEN and, of API_TOKENS,
   * the first that may do everything, else the first.
   *
   * @throws UserError for an address that is none, or an environment that is wrong where it is needed
   */
  static of({ url, token }: ServerOptions, surroundings: Surroundings = {}): ServerClient {
    const { environment, problems, variables } = readEnvironment(surroundings.folder, surroundings.variables);
    const tokens = environment?.apiTokens ?? [];
    const best = tokens.find(({ scopes }) => scopes.includes('admin')) ?? tokens[0];
    const own = token ?? (variables.LAF_TOKEN || best?.token);
    if (url !== undefined) return new ServerClient(serverUrl(url), own);
    if (environment === undefined) throw new UserError(problems.join('\n'));
    const { host, port } = environment;
    // Who listens on all addresses is reached on loopback.
    const reached = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
    const name = reached.includes(':') ? `[${reached}]` : reached;
    return new ServerClient(new URL(`http://${name}:${port}/`), own);
  }

  get headers(): Record<string, string> {
    return this.token === undefined ? {} : { authorization: `Bearer ${this.token}` };
  }

  /** @param path relative, without a slash before it */
  address(path: string): URL {
    return new URL(path, this.server);
  }

  /** GET, or POST where there is a body. Numbers of the answer are kept as they are (json-text.ts). */
  async ask<Answer>(path: string, body?: object, signal?: AbortSignal): Promise<Answer> {
    const response = await this.#send(path, body, signal);
    const answer = parsed(await response.text()) as (Answer & { message?: string }) | undefined;
    if (answer === undefined) {
      throw new EnvironmentError(
        `${this.server.href} answers ${response.status} and is no server of Logs & Found`,
      );
    }
    if (response.ok) return answer;
    const message = answer.message ?? `${this.server.href} answers ${response.status}`;
    const ours = response.status < 500 && response.status !== 429;
    throw ours ? new UserError(message) : new EnvironmentError(message);
  }

  async #send(path: string, body: object | undefined, signal: AbortSignal | undefined): Promise<Response> {
    try {
      return await fetch(this.address(path), {
        headers: {
          ...this.headers,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
        ...(signal !== undefined && { signal }),
      });
    } catch (error) {
      throw new EnvironmentError(
        `cannot reach the server at ${this.server.href}: ${messageOf((error as Error).cause ?? error)}`,
      );
    }
  }
}

/** @throws UserError. The address ends in a slash, so that paths go on from it. */
function serverUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new UserError(`--url: "${text}" must be http://host:port or https://host`);
  }
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
