import { signal } from '@preact/signals';
import { authorization } from './token.js';

/** An answer that is an error, in the server's own words. */
export class ApiError extends Error {
  override name = 'ApiError';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export type Query = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** Whether the server has said that it wants a token; the page then asks for one. */
export const locked = signal(false);

/** A path with its query; values that are undefined or '' are left out. */
export function withQuery(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== '') parameters.append(key, String(one));
    }
  }
  const text = parameters.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** @throws ApiError; DOMException named AbortError when `signal` aborts; TypeError when the server cannot be reached */
export function get<Answer>(path: string, query?: Query, abort?: AbortSignal): Promise<Answer> {
  return ask(withQuery(path, query), { signal: abort ?? null });
}

export function post<Answer>(path: string, body: unknown): Promise<Answer> {
  return ask(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** The answer as it was written, for those who must not lose a digit. */
export async function getText(path: string, abort?: AbortSignal): Promise<string> {
  return (await response(path, { signal: abort ?? null })).text();
}

/** A file, for those whom a link would not let in. It is in memory until it is saved. */
export async function getFile(path: string): Promise<Blob> {
  return (await response(path, {})).blob();
}

/** Sends records as lines. */
export async function sendLines(lines: readonly string[]): Promise<void> {
  await response('/data/batch', {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: lines.join('\n'),
  });
}

async function ask<Answer>(path: string, init: RequestInit): Promise<Answer> {
  return (await response(path, init)).json() as Promise<Answer>;
}

async function response(path: string, init: RequestInit): Promise<Response> {
  const headers = { ...init.headers, ...authorization() } as Record<string, string>;
  const answer = await fetch(path, { ...init, headers });
  if (answer.ok) return answer;
  if (answer.status === 401) locked.value = true;
  const body = await answer.json().catch(() => ({}));
  const message = body.message ?? `the server answered ${answer.status} ${answer.statusText}`;
  throw new ApiError(answer.status, body.code ?? '', message);
}

/** Whether an error is only that somebody lost interest in the answer. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

export function messageOf(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  if (error instanceof TypeError) return 'the server cannot be reached';
  return error instanceof Error ? error.message : String(error);
}
