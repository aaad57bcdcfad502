import { token } from '../api/token.js';

/** The feed of the page's own server. A browser can send a token in the address only. */
export function openFeed(filter: string): WebSocket {
  const address = new URL('/ws/logs', location.href);
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  if (filter.trim() !== '') address.searchParams.set('filter', filter);
  if (token.value !== '') address.searchParams.set('token', token.value);
  return new WebSocket(address);
}
