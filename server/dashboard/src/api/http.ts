import { takeEarly } from './early.js';

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

/** @throws ApiError; DOMException named AbortError when its signal aborts; TypeError when the server cannot be reached */
export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  const answer = await (takeEarly(path) ?? fetch(path, init));
  init.signal?.throwIfAborted();
  if (answer.ok) return answer;
  const body = await answer.json().catch(() => ({}));
  const message = body.message ?? `the server answered ${answer.status} ${answer.statusText}`;
  throw new ApiError(answer.status, body.code ?? '', message);
}

/** What makes a value the body of a POST. */
export function asJson(body: unknown): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
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
