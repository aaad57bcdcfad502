import type { RecordDraft } from '../record-draft.js';
import { head, type LineShape } from './line-reader.js';

// --- Postfix: https://www.postfix.org/postconf.5.html, and the log statements of its programs ---

const OF_POSTFIX = /^postfix(?:-[\w-]+)?(?:\/|$)/;
const POSTFIX_PAIR =
  /(?:^|[ ,;])(from|to|orig_to|relay|delay|delays|dsn|status|size|nrcpt|client|message-id|proto|helo|sasl_method|sasl_username|uid)=(<[^<>]*>|[^\s,;]*)/g;
const POSTFIX_PEER =
  /^(?:connect|disconnect|lost connection|timeout|improper command pipelining) (?:after \S+ (?:\([^)]*\) )?)?from ([^\s[]{1,255})\[([^\]\s]{1,64})\](?::(\d{1,5}))?/;
const POSTFIX_REJECT =
  /^(?:reject|reject_warning|hold|filter): (\S+) from ([^\s[]{1,255})\[([^\]\s]{1,64})\](?::(\d{1,5}))?: (?:([245]\d\d) )?/;
const HOST_ADDRESS = /^([^\s[]{1,255})\[([^\]\s]{1,64})\](?::(\d{1,5}))?$/;
const POSTFIX_WORD = /^(warning|error|fatal|panic): /;
const POSTFIX_NAMES: Readonly<Record<string, string>> = {
  from: 'sender',
  to: 'recipient',
  orig_to: 'original_recipient',
  size: 'bytes',
  'message-id': 'message_id',
  status: 'delivery_status',
  proto: 'protocol',
  sasl_username: 'user',
};
const POSTFIX_NUMBERS = new Set(['size', 'nrcpt', 'uid']);
const POSTFIX_REACH = 4_096;

const QUEUE_ID = '(?<queue_id>[0-9A-F]{6,15}|[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]{10,20}|NOQUEUE): ';
/** What nobody else writes behind such an id. */
const START = '(?=to=<|from=<|client=\\S|message-id=<|uid=\\d{1,10} from=<|removed$)';

export const POSTFIX_SHAPES: readonly LineShape[] = [
  { writtenBy: OF_POSTFIX, head: head(`(?:${QUEUE_ID})?`), finish: finishPostfix },
  { head: head(QUEUE_ID, START), finish: finishPostfix },
];

function finishPostfix(draft: RecordDraft, message: string): void {
  const text = message.slice(0, POSTFIX_REACH);
  draft.levelWord(POSTFIX_WORD.exec(text)?.[1] ?? '');
  const peer = POSTFIX_PEER.exec(text);
  if (peer !== null) fillPeer(draft, peer[1]!, peer[2]!, peer[3]);
  const reject = POSTFIX_REJECT.exec(text);
  if (reject !== null) {
    draft.level('WARN').text('command', reject[1]).number('status', reject[5]);
    fillPeer(draft, reject[2]!, reject[3]!, reject[4]);
  }
  for (const [, name, value] of text.matchAll(POSTFIX_PAIR)) fillPostfixPair(draft, name!, value!);
}

function fillPostfixPair(draft: RecordDraft, name: string, written: string): void {
  const value = written.startsWith('<') ? written.slice(1, -1) : written;
  if (name === 'client') {
    const client = HOST_ADDRESS.exec(value);
    if (client === null) draft.text('client_host', value);
    else fillPeer(draft, client[1]!, client[2]!, client[3]);
  } else if (name === 'delay') draft.number('duration_ms', millis(value));
  else if (POSTFIX_NUMBERS.has(name)) draft.number(POSTFIX_NAMES[name] ?? name, value);
  else draft.text(POSTFIX_NAMES[name] ?? name, value);
  if (name === 'status' && (value === 'bounced' || value === 'deferred'))
    draft.level(value === 'bounced' ? 'ERROR' : 'WARN');
}

function millis(seconds: string): string {
  return /^\d{1,9}(?:\.\d{1,6})?$/.test(seconds) ? String(Math.round(Number(seconds) * 1e6) / 1e3) : seconds;
}

function fillPeer(draft: RecordDraft, host: string, address: string, port: string | undefined): void {
  if (host !== 'unknown') draft.text('client_host', host);
  draft.text('client_ip', address).number('client_port', port);
}
