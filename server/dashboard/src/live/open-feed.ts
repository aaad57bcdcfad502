/** The feed of the page's own server; the browser sends the cookie of the session along. */
export function openFeed(filter: string, cursor: string | undefined): WebSocket {
  const address = new URL('/ws/logs', location.href);
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  if (filter.trim() !== '') address.searchParams.set('filter', filter);
  if (cursor !== undefined) address.searchParams.set('cursor', cursor);
  return new WebSocket(address);
}
