import type { HttpRequest, HttpResponse } from 'uWebSockets.js';
import { BlockList, isIP } from 'node:net';
import { type Authenticator, CHALLENGE } from '../access/authentication.js';
import { isSameOrigin } from '../access/same-origin.js';
import { errorBody } from '../replies/error-replies.js';
import { OriginError } from '../replies/errors.js';
import type { FeedRequest } from './client.js';

type Refusal = Parameters<typeof errorBody>[0];

/**
 * Decides who may open the feed.
 *
 * A page of any site can open a WebSocket to any address its visitor can reach, this machine's own included, and reads
 * what comes; so a browser's page must come from the feed's own origin. Without tokens and on loopback, pages served
 * by this machine are let in too. Programs send no origin.
 */
export class Handshake {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly host: string,
  ) {}

  get #openOnLoopback(): boolean {
    return !this.authenticator.required && isLoopback(this.host);
  }

  /** What is asked for; undefined when the request was refused and `response` has been answered. */
  accept(request: HttpRequest, response: HttpResponse): FeedRequest | undefined {
    const query = new URLSearchParams(request.getQuery());
    try {
      this.#checkOrigin(request.getHeader('origin'), request.getHeader('host'));
      const headers = {
        authorization: request.getHeader('authorization') || undefined,
        // A page's origin has been checked. What sends none is no page, and has no session.
        cookie: request.getHeader('origin') === '' ? undefined : request.getHeader('cookie'),
      };
      const mayStay = this.authenticator.admit(headers, 'read', query.get('token') ?? undefined);
      return {
        filter: query.get('filter')?.trim() ?? '',
        cursor: query.get('cursor') ?? undefined,
        mayStay,
      };
    } catch (error) {
      refuse(response, error as Refusal);
      return undefined;
    }
  }

  #checkOrigin(origin: string, host: string): void {
    if (origin === '') return;
    if (isSameOrigin(origin, host)) return;
    const page = URL.canParse(origin) ? new URL(origin) : undefined;
    if (page !== undefined && this.#openOnLoopback && isLoopback(page.hostname)) return;
    throw new OriginError(origin, this.#openOnLoopback ? `${host} and pages of this machine` : host);
  }
}

/** Answers with an error in the shape of all others. */
export function refuse(response: HttpResponse, error: Refusal): void {
  const body = errorBody(error);
  response.cork(() => {
    response.writeStatus(`${body.statusCode} ${body.error}`);
    response.writeHeader('content-type', 'application/json; charset=utf-8');
    if (body.statusCode === 401) response.writeHeader('www-authenticate', CHALLENGE);
    response.end(JSON.stringify(body), true);
  });
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8);
LOOPBACK.addAddress('::1', 'ipv6');

/** Whether a host name or address, an IPv6 one with or without brackets, is this machine's own. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '');
  const version = isIP(name);
  if (version === 0) return name === 'localhost' || name.endsWith('.localhost');
  return LOOPBACK.check(name, version === 6 ? 'ipv6' : 'ipv4');
}
