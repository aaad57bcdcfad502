import { setMessage } from '../applications/frame.js';
import type { RecordDraft } from '../record-draft.js';
import { MessageRules } from './message-rules.js';

/*
 * https://github.com/twitter/twemproxy/tree/master/src: what nutcracker says of its pools, servers and clients.
 */

const POOL = "(?:(?<service>redis|memcache) )?pool (?<pool_number>\\d{1,6}) '(?<pool>[^'\\n]{1,128})'";

const RULES = new MessageRules([
  `p (?<fd>\\d{1,9}) listening on '(?<server_ip>[^'\\n]{1,128}?)(?::(?<server_port>\\d{1,5}))?' in ${POOL}(?: with (?<servers_count>\\d{1,6}) servers)?`,
  `(?<live_count>\\d{1,6}) of (?<servers_count>\\d{1,6}) servers are live for ${POOL}`,
  `(?:init|deinit|add) (?<servers_count>\\d{1,6}) servers in ${POOL}`,
  "address resolution of node '(?<node>[^'\\n]{1,255})' service '(?<service>[^'\\n]{1,64})' failed: (?<error>[^\\n]{1,200})",
  `(?<side>[scp]) (?<fd>\\d{1,9}) (?:[a-z ]{1,40}) '(?<peer>[^'\\n]{1,128})'`,
]);

export function readTwemproxy(draft: RecordDraft, message: string): boolean {
  setMessage(draft, message);
  RULES.read(draft, message);
  return true;
}
