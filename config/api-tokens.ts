/** What a token may do. `admin` may do all that the others may. */
export type Scope = 'ingest' | 'read' | 'admin';

export const SCOPES: readonly Scope[] = ['ingest', 'read', 'admin'];

export interface ApiToken {
  readonly token: string;
  readonly scopes: readonly Scope[];
}

const ALLOWED = `${SCOPES.join(', ')} with + between`;
/** What can be sent in a header, and has no comma. */
const VISIBLE_ASCII = /^[\x21-\x7e]+$/;

/**
 * Reads API_TOKENS: `token` may do everything, `token:read+ingest` what stands behind its last colon; a token that has
 * a colon of its own needs scopes, too. Tokens are secret, and so is what might be a part of one: problems have neither.
 *
 * @returns the tokens, and what is wrong, one clause each
 */
export function readApiTokens(text: string): { tokens: ApiToken[]; problems: string[] } {
  const entries = text.split(',').map((entry) => entry.trim());
  const tokens: ApiToken[] = [];
  const problems: string[] = [];
  for (const [index, entry] of entries.entries()) {
    if (entry === '') continue;
    const read = readEntry(entry);
    if (typeof read === 'string') problems.push(`entry ${index + 1} ${read}`);
    else tokens.push(read);
  }
  return { tokens, problems };
}

function readEntry(entry: string): ApiToken | string {
  if (!VISIBLE_ASCII.test(entry)) return 'is not visible ASCII, which is all that a header can carry';
  const colon = entry.lastIndexOf(':');
  if (colon < 0) return { token: entry, scopes: ['admin'] };
  const scopes = readScopes(entry.slice(colon + 1));
  if (scopes === undefined) {
    return `has a colon with no scopes behind it: allowed are ${ALLOWED} (a token with a colon in it: token:admin)`;
  }
  if (colon === 0) return 'has scopes, but no token before its colon';
  return { token: entry.slice(0, colon), scopes };
}

/** `read+ingest`, or the same with commas; undefined where a word is no scope. */
export function readScopes(text: string): Scope[] | undefined {
  const words = text.split(/[+,]/).map((word) => word.trim().toLowerCase());
  const known = words.filter((word): word is Scope => (SCOPES as readonly string[]).includes(word));
  return known.length === words.length ? SCOPES.filter((scope) => known.includes(scope)) : undefined;
}
