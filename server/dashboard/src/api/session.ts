import { signal } from '@preact/signals';
import { asJson, request } from './http.js';
import type { SessionState } from './types.js';

/** Whether calls need a session at all. */
export const sessionNeeded = signal(false);
/** Whether the server lets this page in no more (or not yet); the page then asks for a token. */
export const locked = signal(false);

/** What the token of the session may do; all of it until the server has said. */
const scopes = signal<SessionState['scopes']>(['admin']);

/** Why this page may not make calls that need a scope; undefined where it may. */
export function refusal(scope: SessionState['scopes'][number]): string | undefined {
  if (scopes.value.includes(scope) || scopes.value.includes('admin')) return undefined;
  return `This needs a token with the scope ${scope}; yours has ${scopes.value.join(' and ')}.`;
}

let looking: Promise<void> | undefined;

/** Asks how things stand: sessions end, and other tabs log in and out. What is not known stays as it was. */
export function lookAtSession(): Promise<void> {
  looking ??= request('/session')
    .then(async (answer) => take(await answer.json()))
    .catch(() => undefined)
    .finally(() => {
      looking = undefined;
    });
  return looking;
}

/** The token goes to the server, which gives the browser a cookie that scripts cannot read. @throws ApiError */
export async function logIn(token: string): Promise<void> {
  const answer = await request('/session', asJson({ token }));
  take(await answer.json());
}

/** Gives the cookie back, and begins anew: no log is left in the page's memory. @throws ApiError, TypeError */
export async function logOut(): Promise<void> {
  await request('/session', { method: 'DELETE' });
  location.reload();
}

/** Resolves once the page is let in, at once where it is. @throws the reason of the signal */
export function letIn(abort?: AbortSignal | null): Promise<void> {
  // Without `peek`, whatever effect asks for something would ask again at every login.
  if (!locked.peek()) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const end = locked.subscribe((closed) => {
      if (!closed) resolve();
    });
    abort?.addEventListener('abort', () => {
      reject(abort.reason);
      end();
    });
  });
}

/** Another tab may log in or out while this one is not to be seen. */
export function watchSession(): void {
  void lookAtSession();
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && (sessionNeeded.value || locked.value)) void lookAtSession();
  });
}

function take({ required, authenticated, scopes: given }: SessionState): void {
  if (authenticated) scopes.value = given;
  sessionNeeded.value = required;
  locked.value = !authenticated;
}
