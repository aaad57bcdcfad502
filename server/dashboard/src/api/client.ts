import { ApiError, asJson, request } from './http.js';
import { type Query, withQuery } from './query.js';
import { letIn, lookAtSession } from './session.js';

/** @throws as `request` */
export function get<Answer>(path: string, query?: Query, abort?: AbortSignal): Promise<Answer> {
  return ask(withQuery(path, query), { signal: abort ?? null });
}

export function post<Answer>(path: string, body: unknown): Promise<Answer> {
  return ask(path, asJson(body));
}

/** The answer as it was written, for those who must not lose a digit. */
export async function getText(path: string, abort?: AbortSignal): Promise<string> {
  return (await allowed(path, { signal: abort ?? null })).text();
}

/** Sends records as lines. */
export async function sendLines(lines: readonly string[]): Promise<void> {
  await allowed('/data/batch', {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: lines.join('\n'),
  });
}

async function ask<Answer>(path: string, init: RequestInit): Promise<Answer> {
  return (await allowed(path, init)).json() as Promise<Answer>;
}

/** What the server refuses for want of a session waits for the login and is asked once more. */
async function allowed(path: string, init: RequestInit): Promise<Response> {
  await letIn(init.signal);
  try {
    return await request(path, init);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    await lookAtSession();
    await letIn(init.signal);
    return request(path, init);
  }
}
