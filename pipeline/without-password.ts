/** An address as it may be shown and logged: `postgres://user:***@host/database`. */
export function withoutPassword(url: string): string {
  return url.replace(/^(\w+:\/\/[^:/@]*):[^@]*@/, '$1:***@');
}
