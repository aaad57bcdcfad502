import { unescapeLogText } from './escapes.js';
import type { AccessDraft } from './web/access-draft.js';

/*
 * What stands before the time of an access line:
 *
 *   client ident user                         Apache, nginx
 *   client host user                          lighttpd; nginx as Fluentd reads it
 *   host:443 client ident user                Apache's vhost_combined
 *   a, b, c ident user                        %{X-Forwarded-For}i for the client
 *   "a, b, c" proxy ident user                the same before the client, which is a proxy then
 *   client - [a, b, c] - user                 nginx as an ingress controller of Kubernetes
 */

/** A text in quotes or brackets, or a word; words after a comma and a blank belong to a list. */
const TOKEN = /"[^"]*"(?!\S)|\[[^\]]*\](?!\S)|\S+(?:(?<=,) +\S+)*/g;
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-fA-F]*:[\da-fA-F:.]+(?:%\w+)?)$/;
const WITH_PORT = /^(?:[\w.-]+|\[[^\]]+\]):\d{1,5}$/;
const HOST_NAME = /^[\w-]+(?:\.[\w-]+)+$/;
const PRIVATE =
  /^(?:10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|::1$|f[cd][\da-f]{2}:|fe80:|-$|unknown$|$)/i;

/** @returns false when it is nothing of this, as the head of a syslog line with an access line in it */
export function readHead(head: string, draft: AccessDraft): boolean {
  const tokens = [...head.matchAll(TOKEN)];
  const words = tokens.map(([word]) => word);
  const from = (index: number) => (tokens[index] === undefined ? '' : head.slice(tokens[index].index));
  if (words[1] === '-' && words[2]?.startsWith('[') && words[3] === '-') {
    readClients(words[0]!, draft);
    draft.text('forwarded_for', withoutMarks(words[2]));
    readUser(from(4), draft);
    return true;
  }
  const first = startsWithHost(words) ? readFront(words, draft) : 0;
  // Only behind a dash has a user's name blanks.
  if (first === 0 && words.length > 3 && words[1] !== '-') return false;
  if (first === 0) readClients(words[0] ?? '', draft);
  // Without an ident there is only a user.
  const identAt = words.length - first >= 3 ? first + 1 : -1;
  if (identAt > 0) readIdent(words[identAt]!, draft);
  readUser(from(identAt > 0 ? identAt + 1 : first + 1), draft);
  return true;
}

/** Four words: a host or a list of clients before the client; or a user's name with blanks. */
function startsWithHost(words: readonly string[]): boolean {
  if (words.length < 4) return false;
  return ADDRESS.test(words[1]!) || (WITH_PORT.test(words[0]!) && !ADDRESS.test(words[0]!));
}

/** @returns the index of the client */
function readFront(words: readonly string[], draft: AccessDraft): number {
  const [front, client] = words as [string, string];
  if (front === '-') readClients(client, draft);
  else if (ADDRESS.test(front) || front.includes(',')) {
    readClients(front, draft);
    if (!front.includes(',')) draft.text('forwarded_for', withoutMarks(front));
    draft.text('proxy_ip', client);
  } else {
    draft.text('host', front);
    readClients(client, draft);
  }
  return 1;
}

/** Of a list the first address that is not of a private network is the client, as far as the list can be believed. */
export function readClients(text: string, draft: AccessDraft): void {
  const list = withoutMarks(text);
  if (!list.includes(',')) {
    draft.text('client_ip', list);
    return;
  }
  const addresses = list.split(',').map((address) => address.trim());
  draft.text('client_ip', addresses.find((address) => !PRIVATE.test(address)) ?? addresses[0]);
  draft.text('forwarded_for', list);
}

/** What stands in the place of the ident is the name of the server with lighttpd; identd is of the past. */
function readIdent(word: string, draft: AccessDraft): void {
  const isHost = ADDRESS.test(word) || WITH_PORT.test(word) || HOST_NAME.test(word);
  draft.text(isHost ? 'host' : 'ident', unescapeLogText(word));
}

function readUser(text: string, draft: AccessDraft): void {
  const user = text.trimEnd();
  draft.text('user', user === '""' ? '' : unescapeLogText(user));
}

function withoutMarks(text: string): string {
  return /^["[]/.test(text) ? text.slice(1, -1) : text;
}
