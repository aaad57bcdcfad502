import type { RecordDraft } from '../record-draft.js';
import { head, type LineShape } from './line-reader.js';

// --- Exim: https://www.exim.org/exim-html-current/doc/html/spec_html/ch-log_files.html ---

const FLAG = /^(<=|=>|->|>>|\*>|\*\*|==|\(=) ?(\S{0,320})/;
const EXIM_PAIR =
  / ([A-Z][A-Za-z0-9]{0,3}|id)=("(?:[^"\\]|\\.)*"|\([^)]{0,255}\) \[[^\]]{0,64}\](?::\d+)?|\S+)/g;
const EXIM_HOST = / H=(?:([^\s([]{1,255}) )?(?:\(([^)]{0,255})\) )?\[([^\]\s]{1,64})\](?::(\d{1,5}))?/;
const EXIM_INTERFACE = / I=\[([^\]\s]{1,64})\](?::(\d{1,5}))?/;
const EXIM_FOR = /(?: from <([^<>\s]{0,320})>)? for ([^\s@]+@[^\s@]+(?: [^\s@]+@[^\s@]+)*)$/;
const EXIM_NAMES: Readonly<Record<string, string>> = {
  P: 'protocol',
  S: 'bytes',
  id: 'message_id',
  X: 'tls',
  U: 'user',
  A: 'authenticator',
  R: 'router',
  C: 'confirmation',
  DT: 'delivery_time',
  QT: 'queue_time',
  F: 'sender',
};
const EXIM_REACH = 8_192;
const EXIM_LEVELS: Readonly<Record<string, 'ERROR' | 'WARN'>> = { '**': 'ERROR', '==': 'WARN' };

export const EXIM_SHAPES: readonly LineShape[] = [
  {
    head: head(
      '(?<stamp>\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d{3})?(?: [+-]\\d{4})?) ',
      '(?:\\[(?<pid>\\d{1,10})\\] )?(?<queue_id>[0-9A-Za-z]{6}-(?:[0-9A-Za-z]{6}-[0-9A-Za-z]{2}|[0-9A-Za-z]{11}-[0-9A-Za-z]{4})) ',
    ),
    finish: finishExim,
  },
];

function finishExim(draft: RecordDraft, message: string): void {
  const text = message.slice(0, EXIM_REACH).trimEnd();
  const flag = FLAG.exec(text);
  if (flag === null) return;
  const [, sign, address] = flag as unknown as [string, string, string];
  draft.text('flag', sign).text(sign === '<=' ? 'sender' : 'recipient', address);
  draft.level(EXIM_LEVELS[sign]);
  fillEximHosts(draft, text);
  for (const [, name, value] of text.matchAll(EXIM_PAIR)) fillEximPair(draft, sign, name!, value!);
  const ends = EXIM_FOR.exec(text);
  if (ends !== null && sign === '<=') draft.text('recipient', ends[2]);
}

function fillEximHosts(draft: RecordDraft, text: string): void {
  const host = EXIM_HOST.exec(text);
  const own = EXIM_INTERFACE.exec(text);
  draft.text('client_host', host?.[1]).text('helo', host?.[2]);
  draft.text('client_ip', host?.[3]).number('client_port', host?.[4]);
  draft.text('server_ip', own?.[1]).number('server_port', own?.[2]);
}

function fillEximPair(draft: RecordDraft, sign: string, name: string, value: string): void {
  if (name === 'H' || name === 'I') return;
  const text = value.startsWith('"') ? value.slice(1, -1).replace(/\\(["\\])/g, '$1') : value;
  // The subject of what comes in, the transport of what goes out.
  if (name === 'T') draft.text(sign === '<=' ? 'subject' : 'transport', text);
  else if (name === 'S') draft.number('bytes', text);
  else draft.text(EXIM_NAMES[name] ?? name, text);
}
