import { signal } from '@preact/signals';

const KEY = 'laf.token';

/** What the server knows this page by; kept until the tab is closed. '' where none is needed. */
export const token = signal(sessionStorage.getItem(KEY) ?? '');

export function keepToken(given: string): void {
  token.value = given;
  sessionStorage.setItem(KEY, given);
}

export function authorization(): Record<string, string> {
  return token.value === '' ? {} : { authorization: `Bearer ${token.value}` };
}
