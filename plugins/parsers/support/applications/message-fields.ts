import type { RecordDraft } from '../record-draft.js';
import { setMessage } from './frame.js';

/*
 * What programs write in their messages in one way always. The message stays as it is.
 */

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
