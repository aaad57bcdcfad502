import { jsonString } from '../../../../pipeline/json-text.js';
import { AnyStampReader } from '../any-stamp.js';
import type { RecordDraft } from '../record-draft.js';
import { MessageRules } from './message-rules.js';

/*
 * https://activemq.apache.org/components/classic/documentation/audit-logging: who asked the web console for what, and who
 * called which method over JMX.
 */

const RULES = new MessageRules([
  '(?<user>\\S{1,128}) (?<operation>requested) (?<path>/[^\\s[?]{0,1024})(?:\\?(?<query>[^\\s[]{0,1024}))?',
  '(?<user>\\S{1,128}) (?<operation>called) (?<action>[\\w.$]{1,400})\\[(?<arguments>[^\\n]{0,4096})\\](?= at |$)',
]);
/** `JMSDestination='test'` */
const PARAMETER = /(\w{1,80})='([^'\n]{0,2048})'/g;
const MOST_PARAMETERS = 64;
/** ` from 192.0.2.7 at 11-11-2025 10:20:30,123`, the time where the layout has none of its own. */
const ORIGIN = /\] {1,2}from {1,2}([\da-fA-F.:]{2,45})(?: at (\d\d)-(\d\d)-(\d{4}) (\d\d:\d\d:\d\d,\d{3}))?$/;
/** A thread of RMI has its client's address in its name. */
const RMI = /^RMI TCP Connection\(\d{1,9}\)-([\da-fA-F.:]{2,45})$/;

const stamps = new AnyStampReader();

export function readActiveMq(draft: RecordDraft, message: string, thread: string): void {
  if (!RULES.read(draft, message)) return;
  draft.text('client_ip', RMI.exec(thread)?.[1]);
  const origin = ORIGIN.exec(message);
  if (origin === null) return;
  const [, client, day, month, year, clock] = origin;
  draft.text('client_ip', client);
  if (clock !== undefined && !draft.isTimed) {
    const written = `${year}-${month}-${day} ${clock}`;
    draft.time(stamps.read(written, 0, 0), stamps.assumed, written);
  }
  putParameters(draft, message);
}

/** Those without a value are left out, as everywhere. */
function putParameters(draft: RecordDraft, message: string): void {
  const members: string[] = [];
  for (const [, name, value] of message.slice(message.indexOf('[')).matchAll(PARAMETER)) {
    if (members.length === MOST_PARAMETERS) break;
    if (value !== '') members.push(`${jsonString(name!)}:${jsonString(value!)}`);
  }
  if (members.length > 0) draft.json('properties', `{${members.join(',')}}`);
}
