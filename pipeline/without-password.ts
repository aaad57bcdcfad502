/**
 * An address as it may be shown and logged: `postgres://user:***@host/database`. Passwords with `@` or `/` in them, which
 * ought to be written as %40 and %2F, are hidden, too.
 */
export function withoutPassword(url: string): string {
  return url.replace(/^([\w+.-]+:\/\/[^:/@]*):.*@/s, '$1:***@');
}
