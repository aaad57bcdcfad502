import { createHmac, timingSafeEqual } from 'node:crypto';

/** A working day; then the page asks for the token again. */
export const SESSION_SECONDS = 12 * 60 * 60;

const NAME = 'laf_session';
/** Not `Secure`: the server speaks plain HTTP, and browsers would drop the cookie everywhere but on loopback. */
const ATTRIBUTES = 'Path=/; HttpOnly; SameSite=Strict';
const VALUE = /^(\d{1,15})\.([\w-]{43})$/;

/**
 * The cookie of a session: when it ends, signed with a key that only who has the token can make. The token is not in
 * it, nothing is kept, so it outlives restarts and works in several processes, and without its token it is worth nothing.
 *
 * @param digest SHA-256 of the token
 */
export function sessionCookie(digest: Buffer, now = Date.now()): string {
  const ends = String(Math.floor(now / 1000) + SESSION_SECONDS);
  const value = `${ends}.${sign(digest, ends).toString('base64url')}`;
  return `${NAME}=${value}; Max-Age=${SESSION_SECONDS}; ${ATTRIBUTES}`;
}

/** Takes the cookie from the browser. */
export const ENDED_SESSION = `${NAME}=; Max-Age=0; ${ATTRIBUTES}`;

/**
 * Whose session a `Cookie` header has, where it has one that has not ended yet.
 *
 * @param holders of every known token, with its SHA-256; all are compared
 */
export function signerOf<Holder extends { readonly digest: Buffer }>(
  header: string | undefined,
  holders: readonly Holder[],
  now = Date.now(),
): Holder | undefined {
  const match = VALUE.exec(cookieValue(header ?? '') ?? '');
  if (match === null) return undefined;
  const [, ends, signature] = match as unknown as [string, string, string];
  const seconds = Number(ends) - now / 1000;
  if (seconds <= 0 || seconds > SESSION_SECONDS) return undefined;
  const given = Buffer.from(signature, 'base64url');
  let found: Holder | undefined;
  for (const holder of holders) if (timingSafeEqual(sign(holder.digest, ends), given)) found = holder;
  return found;
}

/** When the session of a `Cookie` header ends, in milliseconds since 1970; undefined where it has none. */
export function sessionEnd(header: string | undefined): number | undefined {
  const match = VALUE.exec(cookieValue(header ?? '') ?? '');
  return match === null ? undefined : Number(match[1]) * 1000;
}

/** The session alone of a `Cookie` header, which may hold those of all other services of the host. */
export function onlySession(header: string | undefined): string | undefined {
  const value = cookieValue(header ?? '');
  return value !== undefined && VALUE.test(value) ? `${NAME}=${value}` : undefined;
}

function cookieValue(header: string): string | undefined {
  for (const pair of header.split(';')) {
    const [name, value] = pair.split('=', 2);
    if (name!.trim() === NAME) return value?.trim();
  }
  return undefined;
}

function sign(digest: Buffer, ends: string): Buffer {
  return createHmac('sha256', digest).update(`laf session ${ends}`).digest();
}
