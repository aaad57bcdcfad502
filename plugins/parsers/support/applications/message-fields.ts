import type { RecordDraft } from '../record-draft.js';
import { setMessage } from './frame.js';

/*
 * What programs write in their messages in one way always. The message stays as it is.
 */

/** `name="value"`, `name=12`, `name=0x4` behind the words of a message. */
const PAIR = / ([A-Za-z]\w{1,40})=(?:"([^"\n]{0,400})"|(0x[0-9a-fA-F]{1,16})|(\d{1,15}))(?= |$)/g;
const MOST_PAIRS = 16;
const REACH = 4_096;

/** For frames whose programs append pairs to what they say. */
export function readMessagePairs(draft: RecordDraft, message: string): boolean {
  setMessage(draft, message);
  let count = 0;
  for (const [, name, quoted, hex, number] of message.slice(0, REACH).matchAll(PAIR)) {
    if (count++ === MOST_PAIRS) break;
    if (draft.has(name!)) continue;
    if (number === undefined) draft.text(name!, quoted ?? hex);
    else draft.number(name!, number);
  }
  return true;
}

/** `(192.0.2.7:40123): GET /rpc/report HTTP/1.1: 200`. */
const ANSWER =
  /^\(([^\s()]{1,64}):(\d{1,5})\): ([A-Z]{3,10}) ([^\s?]{1,2048})(?:\?(\S{0,2048}))? HTTP\/(\d\.\d): (\d{3})$/;

export function readAnswer(draft: RecordDraft, message: string): boolean {
  setMessage(draft, message);
  const answer = ANSWER.exec(message);
  if (answer === null) return true;
  const [, client, port, method, path, query, version, status] = answer;
  draft.text('client_ip', client).number('client_port', port).text('method', method);
  draft.text('path', path).text('query', query).text('http_version', version).number('status', status);
  return true;
}
