import { levelOfWord } from '../../../../pipeline/level.js';
import { closingQuote } from '../quoted.js';
import type { RecordDraft } from '../record-draft.js';
import { type Found, finishTrace, head, type LineShape } from './line-reader.js';

/*
 * Elasticsearch, OpenSearch and Logstash: [%d{ISO8601}][%-5p][%-25c{1.}] [%node_name] %m,
 * https://www.elastic.co/docs/deploy-manage/monitor/logging-configuration/elasticsearch-log4j-configuration-self-managed
 */

const STAMP = '\\[(?<stamp>\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d,\\d{3})\\]';
const BRACKETS = '\\[(?<level>[A-Z]{4,5}) ?\\]\\[(?<logger>[\\w.$:-]{1,200}) *\\] ?';
const OF_LOGSTASH = /^(?:slowlog\.)?(?:logstash\b|org\.logstash\b|o\.l\.)/;

const isLogstash = ({ logger = '' }: Found) => OF_LOGSTASH.test(logger);
const isLevel = ({ level = '' }: Found) => levelOfWord(level) !== undefined;

// --- Elasticsearch ---

/** `[_all] is deprecated` begins with a field; no node is called like that. */
const NODE = /^\[((?!_)[^\]\n]{0,200})\] ?/;
const INDEX = /^\[([^\][/\s,"*\\<>|?]{1,255})(?:\/([\w-]{20,24}))?\](?:\[(\d{1,6})\])? ?/;
/** These say what they do to an index and not on which one of its parts. */
const OF_INDEX = /(?:MetaData|Metadata)\w*Service|^index\.|cluster\.metadata|slowlog|^i\.[is]\.s\./;
const SLOW = /^took\[/;
/** `[gc][4711] overhead, spent [1.6s] collecting in the last [1.8s]`. */
const OVERHEAD =
  /^\[gc\]\[(\d{1,12})\] overhead, spent \[([\d.]{1,8})(ms|s|m)\] collecting in the last \[([\d.]{1,8})(ms|s|m)\]/;
/** `[gc][young][4711][12] duration [3.8s], collections [1]/[4.3s], …`: run of the monitor, collections since the start. */
const COLLECTION = /^\[gc\]\[(young|old)\]\[(\d{1,12})\]\[(\d{1,12})\] duration /;
const MILLIS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };
const AUDIT =
  '(?: \\[(?<node>[^\\]\\n]{0,200})\\])? \\[(?<layer>rest|transport|ip_filter|security_config_change)\\] \\[(?<action>[a-z_]{1,64})\\][ \\t]+';

export const ELASTICSEARCH_SHAPES: readonly LineShape[] = [
  {
    head: head(STAMP, BRACKETS),
    accept: (found) => isLevel(found) && !isLogstash(found),
    finish: finishElasticsearch,
  },
  { head: head(STAMP, AUDIT), finish: finishAudit },
];

function finishElasticsearch(draft: RecordDraft, message: string, { logger = '' }: Found): void {
  const node = NODE.exec(message);
  let text = node === null ? message : message.slice(node[0].length);
  draft.text('node', node?.[1]);
  if (node !== null && OF_INDEX.test(logger)) text = fillIndex(draft, text);
  draft.message(text);
  fillGc(draft, text);
  if (SLOW.test(text)) fillSlow(draft, text);
  else finishTrace(draft, text);
}

/** @returns what follows the index */
function fillIndex(draft: RecordDraft, text: string): string {
  const index = INDEX.exec(text);
  if (index === null) return text;
  draft.text('index', index[1]).text('index_uuid', index[2]).number('shard', index[3]);
  return text.slice(index[0].length);
}

/** What a slow log of Elasticsearch 7 has in the message of its JSON: the same as in a line of text. */
export function fillSlowMessage(draft: RecordDraft, message: string): void {
  const text = fillIndex(draft, message);
  if (SLOW.test(text)) fillSlow(draft, text);
}

function fillGc(draft: RecordDraft, text: string): void {
  const overhead = OVERHEAD.exec(text);
  if (overhead !== null) fillOverhead(draft, overhead);
  const young = COLLECTION.exec(text);
  if (young !== null)
    draft.text('generation', young[1]).number('sequence', young[2]).number('collections', young[3]);
}

function fillOverhead(draft: RecordDraft, [, sequence, spent, unit, last, lastUnit]: RegExpExecArray): void {
  draft.number('sequence', sequence);
  draft.number('gc_ms', millisOf(spent!, unit!)).number('gc_interval_ms', millisOf(last!, lastUnit!));
}

function millisOf(number: string, unit: string): string | undefined {
  const millis = Math.round(Number(number) * MILLIS[unit]!);
  return Number.isFinite(millis) ? String(millis) : undefined;
}

const SLOW_NAMES: Readonly<Record<string, string>> = {
  took_millis: 'duration_ms',
  source: 'statement',
  id: 'document_id',
};
const SLOW_NUMBERS = new Set(['took_millis', 'total_shards']);

/** `took[1.2ms], took_millis[1], …, source[{…}]`. */
function fillSlow(draft: RecordDraft, text: string): void {
  for (const [name, value] of bracketed(text)) {
    const field = SLOW_NAMES[name] ?? name;
    if (SLOW_NUMBERS.has(name)) draft.number(field, value);
    else draft.text(field, value);
  }
}

const AUDIT_NAMES: Readonly<Record<string, string>> = {
  principal: 'user',
  uri: 'path',
  action: 'permission',
  request_body: 'body',
};

/** `origin_address=[192.0.2.7], principal=[frank], …`. */
function finishAudit(draft: RecordDraft, message: string, { action = '', layer = '' }: Found): void {
  draft.message(`${layer} ${action} ${message}`);
  for (const [name, value] of bracketed(message)) {
    if (name === 'origin_address') fillAddress(draft, value);
    else if (name === 'uri') fillUri(draft, value);
    else draft.text(AUDIT_NAMES[name] ?? name, value);
  }
}

function fillAddress(draft: RecordDraft, address: string): void {
  const match = /^(\[[\da-f:.]+\]|[^:]+):(\d{1,5})$/.exec(address);
  draft.text('client_ip', match?.[1]?.replace(/[[\]]/g, '') ?? address).number('client_port', match?.[2]);
}

function fillUri(draft: RecordDraft, uri: string): void {
  const mark = uri.indexOf('?');
  draft.text('path', mark < 0 ? uri : uri.slice(0, mark));
  if (mark >= 0) draft.text('query', uri.slice(mark + 1));
}

const NAME = /[, ]*([a-z_]{1,40})=?\[/y;
/** Nobody writes more of them; a record that goes on and on is not taken apart to its end. */
const MOST_NAMES = 64;

/** Names with their values in brackets, which may hold brackets; a last one that was cut off ends with the text. */
function* bracketed(text: string): Generator<[name: string, value: string]> {
  let at = 0;
  for (let count = 0; count < MOST_NAMES; count++) {
    NAME.lastIndex = at;
    const name = NAME.exec(text);
    if (name === null) return;
    const start = at + name[0].length;
    const end = closingBracket(text, start);
    yield [name[1]!, text.slice(start, end)];
    at = end + 1;
  }
}

/** Brackets in the texts of JSON do not count. */
function closingBracket(text: string, start: number): number {
  const json = text[start] === '{';
  let depth = 1;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 91) depth += 1;
    else if (code === 93) depth -= 1;
    else if (json && code === 34) at = endOfText(text, at);
    if (depth === 0) return at;
  }
  return text.length;
}

function endOfText(text: string, start: number): number {
  const end = closingQuote(text, start + 1);
  return end < 0 ? text.length : end;
}

// --- Logstash ---

const PIPELINE = /^\[([\w.-]{1,100})\] ?(?=\S)/;
const TOOK = /:took_in_nanos=>(\d{1,18})\b/;
const TOOK_REACH = 16_384;

export const LOGSTASH_SHAPES: readonly LineShape[] = [
  {
    head: head(STAMP, BRACKETS),
    accept: (found) => isLevel(found) && isLogstash(found),
    finish: (draft, message) => {
      const pipeline = PIPELINE.exec(message);
      const text = pipeline === null ? message : message.slice(pipeline[0].length);
      draft.text('pipeline', pipeline?.[1]).message(text);
      const took = TOOK.exec(text.slice(0, TOOK_REACH));
      if (took !== null) draft.number('duration_ms', String(Number(took[1]) / 1e6));
      finishTrace(draft, text);
    },
  },
];
