import type { LogEvent } from '../../../../pipeline/event.js';
import type { RecordDraft } from '../record-draft.js';
import { NESTED, type Parts, setMessage } from './frame.js';

/*
 * What in Java's frames stands in brackets of several meanings, behind the message or between bars.
 */

const BRACKET = new RegExp(`\\[(${NESTED})\\]`, 'g');

/** Spring Boot's brackets: thread; application and thread; either with `traceId-spanId` behind. */
export function readBrackets(draft: RecordDraft, message: string, { brackets = '' }: Parts): boolean {
  const texts = [...brackets.matchAll(BRACKET)].map(([, text]) => text!.trim());
  const last = texts.at(-1) ?? '';
  const correlation = /^([0-9a-f]{16,32})?-([0-9a-f]{16})?$/.exec(last);
  if (texts.length > 1 && (correlation !== null || last === '')) texts.pop();
  draft.text('trace_id', correlation?.[1]).text('span_id', correlation?.[2]);
  draft.text('thread', texts.pop());
  if (texts.length > 0) draft.application(texts.pop()!);
  if (texts.length > 0) draft.text('context', texts.join(' '));
  setMessage(draft, message);
  return true;
}

/** `(logger)`, `(logger:12)`, `(logger:thread)` at the end of the message's first line. */
const TAIL =
  /^\((?<logger>[A-Za-z_$][\w$-]{0,80}(?:\.[A-Za-z_$][\w$-]{0,119}){0,20}?\.(?:[A-Z_$][\w$-]{0,119}|logger))(?::(?:(?<line>\d{1,7})|(?<thread>[^\n]{1,200})))?\)$/;
/** As far back as the parenthesis is looked for. */
const TAIL_REACH = 512;

export function readTail(draft: RecordDraft, message: string): boolean {
  const feed = message.indexOf('\n');
  const line = (feed < 0 ? message : message.slice(0, feed)).trimEnd();
  const open = openingOf(line);
  const tail = open < 0 ? null : TAIL.exec(line.slice(open));
  if (tail === null) return false;
  const { logger, line: number, thread } = tail.groups!;
  draft.text('logger', logger).number('line', number).text('thread', thread);
  setMessage(draft, line.slice(0, open).trimEnd() + (feed < 0 ? '' : message.slice(feed)));
  return true;
}

/** The same with `[thread]` behind. */
export function readThreadTail(draft: RecordDraft, message: string): boolean {
  const feed = message.indexOf('\n');
  const line = (feed < 0 ? message : message.slice(0, feed)).trimEnd();
  if (!line.endsWith(']')) return false;
  const open = line.lastIndexOf(') [');
  if (open < 0 || line.length - open > TAIL_REACH) return false;
  if (!readTail(draft, line.slice(0, open + 1) + (feed < 0 ? '' : message.slice(feed)))) return false;
  draft.text('thread', line.slice(open + 3, -1));
  return true;
}

/** `25/11/11 10:20:30`: the stamp of Spark and Hadoop's commands. */
export function hasShortYear(draft: RecordDraft, message: string, _: Parts, { raw }: LogEvent): boolean {
  if (raw.charAt(2) !== '/' || raw.charAt(5) !== '/' || raw.charAt(8) !== ' ') return false;
  setMessage(draft, message);
  return true;
}

/** Offset of the parenthesis that the last character closes, -1 when there is none near. */
function openingOf(line: string): number {
  if (!line.endsWith(')')) return -1;
  let depth = 0;
  for (let at = line.length - 1; at >= 0 && at > line.length - TAIL_REACH; at--) {
    const character = line.charAt(at);
    if (character === ')') depth += 1;
    if (character === '(') depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}

/** `message | logger | thread` of ActiveMQ, `thread | logger | bundle | message` of Karaf. */
export function readPipes(draft: RecordDraft, text: string): boolean {
  const feed = text.indexOf('\n');
  const cells = (feed < 0 ? text : text.slice(0, feed)).split(' | ');
  if (cells.length < 2) return false;
  const behind = feed < 0 ? '' : text.slice(feed);
  const trimmed = cells.map((cell) => cell.trim());
  if (trimmed.length >= 4 && /^\d+ - \S+ - \S+$/.test(trimmed[2]!)) {
    draft.text('thread', trimmed[0]).text('logger', trimmed[1]).text('bundle', trimmed[2]);
    setMessage(draft, cells.slice(3).join(' | ') + behind);
    return true;
  }
  draft.text('thread', trimmed.pop());
  cells.pop();
  if (cells.length > 1 && /^[\w$-]+(?:\.[\w$-]+)+$/.test(trimmed.at(-1)!)) {
    draft.text('logger', trimmed.pop());
    cells.pop();
  }
  setMessage(draft, cells.join(' | ').trimEnd() + behind);
  return true;
}
