import { setMessage } from '../applications/frame.js';
import type { RecordDraft } from '../record-draft.js';
import { MessageRules } from './message-rules.js';

/*
 * Calico's Felix: words, and behind them the fields that logrus appends
 * (https://github.com/projectcalico/calico/blob/master/libcalico-go/lib/logutils/logutils.go). Values that are structures
 * of Go are written as `proto.Name{Member:"value"}` or, by protobuf's text format, `name:"value" other:<…>`.
 */

const REACH = 4_096;
const MOST_PAIRS = 16;
/** `name="value"`, `name=12`, `name=0x4` and `name=` before a structure. */
const PAIR =
  / ([A-Za-z]\w{1,40})=(?:"([^"\n]{0,400})"(?= |$)|(0x[0-9a-fA-F]{1,16})(?= |$)|(\d{1,15})(?= |$)|&?([\w.]{1,80})\{|(?=\w{1,40}:<))/g;

const RULES = new MessageRules([
  'Received \\*proto\\.(?<update>\\w{1,80}) update from calculation graph',
  '(?<action>Parsing) value for (?<config_name>\\w{1,80}): (?<config_value>[^\\n]{0,400})',
  'Summarising (?<loops_count>\\d{1,9}) dataplane reconciliation loops over (?<interval>[\\dhmsµun.]{1,20}): avg=(?<average_ms>\\d{1,9})ms longest=(?<longest_ms>\\d{1,9})ms',
]);

/** Fields behind the words of the message; `status="up"` and such are the message's own, not the record's. */
export function readFelix(draft: RecordDraft, message: string): boolean {
  setMessage(draft, message);
  RULES.read(draft, message);
  const text = message.slice(0, REACH);
  let count = 0;
  for (const match of text.matchAll(PAIR)) {
    if (count++ === MOST_PAIRS) break;
    const [whole, name, quoted, hex, number, type] = match as unknown as [
      string,
      string,
      ...(string | undefined)[],
    ];
    if (draft.has(name)) continue;
    if (number !== undefined) draft.number(name, number);
    else if (quoted !== undefined || hex !== undefined) draft.text(name, quoted ?? hex);
    else if (type !== undefined) putMembers(draft, text.slice(match.index + whole.length), GO_MEMBER);
    else putProtobuf(draft, text.slice(match.index + whole.length));
  }
  return true;
}

/** `Name:"calif11", Index:11, Addrs:set.Typed[string]{}` */
const GO_MEMBER =
  / ?([A-Z]\w{0,40}):(?:"([^"\n]{0,400})"|(\d{1,15})|([\w.*]{1,40}(?:\[\w{1,20}\])?(?:\{[^{}\n]{0,200}\})?))(?:,|\})/y;
/** `orchestrator_id:"k8s" endpoint_id:eth0` */
const TEXT_MEMBER = / ?([a-z]\w{0,40}):(?:"([^"\n]{0,400})"|(\d{1,15})(?= |$)|([^\s<>"]{1,400}))(?= |$|>)/y;

function putMembers(draft: RecordDraft, text: string, member: RegExp): void {
  member.lastIndex = 0;
  for (let count = 0; count < MOST_PAIRS; count++) {
    const match = member.exec(text);
    if (match === null) return;
    const [, name, quoted, number, bare] = match as unknown as [string, string, ...(string | undefined)[]];
    const field = snakeCase(name);
    if (draft.has(field)) continue;
    if (number !== undefined) draft.number(field, number);
    else draft.text(field, quoted ?? bare);
  }
}

/** `id:<name:"x" > profile:<… > `: the members of `id` are fields, what else is in brackets stays text. */
const PART = / ?([a-z]\w{0,40}):<([^<>\n]{0,2000})>/y;

function putProtobuf(draft: RecordDraft, text: string): void {
  PART.lastIndex = 0;
  for (let part = PART.exec(text); part !== null; part = PART.exec(text)) {
    const [, name, inside] = part as unknown as [string, string, string];
    if (name === 'id') putMembers(draft, inside, TEXT_MEMBER);
    else if (!draft.has(name)) draft.text(name, inside.trim());
  }
}

function snakeCase(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
}
