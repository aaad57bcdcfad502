import { parseJson } from '../../../../pipeline/json-text.js';
import type { RecordDraft } from '../record-draft.js';
import { splitStackTrace } from '../stack-trace.js';
import { type Parts, setMessage } from './frame.js';

/*
 * Loggers that write their fields as JSON behind the message: Monolog (two of them), zap (one).
 */

/** An object that is longer is not looked for: finding its beginning takes a walk through it. */
const LONGEST = 65_536;

/** The message and the JSON objects or arrays at its end, last first, at most `most` of them. */
export function splitJson(text: string, most: number): { message: string; tails: string[] } {
  const tails: string[] = [];
  let rest = text.trimEnd();
  while (tails.length < most) {
    const start = jsonStart(rest);
    if (start < 0) break;
    tails.push(rest.slice(start));
    rest = rest.slice(0, start).trimEnd();
  }
  return { message: tails.length === 0 ? text : rest, tails };
}

/** Offset of the object or array that ends the text and stands alone behind a blank; -1 when there is none. */
function jsonStart(text: string): number {
  if (text.endsWith('[]') || text.endsWith('{}'))
    return standsAlone(text, text.length - 2) ? text.length - 2 : -1;
  if (!text.endsWith('}') || text.length > LONGEST) return -1;
  // The first brace that opens an object up to the end; a message may have braces of its own.
  let tries = 0;
  for (let at = text.indexOf('{"'); at >= 0 && tries < MOST_TRIES; at = text.indexOf('{"', at + 1)) {
    tries += 1;
    if (standsAlone(text, at) && isObject(text.slice(at))) return at;
  }
  return -1;
}

const MOST_TRIES = 4;

function standsAlone(text: string, at: number): boolean {
  return at === 0 || /\s/.test(text.charAt(at - 1));
}

function isObject(text: string): boolean {
  try {
    const value = parseJson(text);
    return value !== null && typeof value === 'object';
  } catch {
    return false;
  }
}

/** `"exception":"[object] (Class(code: 0): message at file:12)\n[stacktrace]\n#0 …"` of Monolog's line formatter. */
const EXCEPTION =
  /^\[object\] \(([\w\\]{1,200})\(code: [^)]{0,20}\): ([\s\S]{0,4096}?) at (\S{1,400}):(\d{1,7})\)/;
const RAW_EXCEPTION = /[ \t](\{"exception":"\[object\] \([\s\S]*)$/;

/** Monolog's context and extra. An exception is written with its line feeds, which is no JSON any more. */
export function jsonTail(draft: RecordDraft, text: string): boolean {
  const trace = text.includes('{"exception":"[object] (') ? readRawException(draft, text) : undefined;
  if (trace !== undefined) {
    draft.message(trace);
    return true;
  }
  const { message, tails } = splitJson(text, 2);
  const [last, first] = tails;
  const context = first ?? last;
  if (context !== undefined && context.length > 2) draft.json('context', context);
  if (first !== undefined && last !== undefined && last.length > 2) draft.json('extra', last);
  setMessage(draft, message);
  return true;
}

function readRawException(draft: RecordDraft, text: string): string | undefined {
  const start = text.search(RAW_EXCEPTION);
  if (start < 0 || isObjectTail(text, start + 1)) return undefined;
  const context = text.slice(start + 1);
  const parts = EXCEPTION.exec(context.slice('{"exception":"'.length).replaceAll('\\\\', '\\'));
  draft.text('exception', parts?.[1]).text('file', parts?.[3]).number('line', parts?.[4]);
  draft.text('stack_trace', context);
  return text.slice(0, start);
}

function isObjectTail(text: string, start: number): boolean {
  return text.length - start < LONGEST && isObject(text.slice(start).replace(/(?: \[\]| \{\})+\s*$/, ''));
}

const GO_CALLER = /^([\w./@+-]{1,300}\.\w{1,4}):(\d{1,7})$/;
const NAME = /^[\w./-]{1,120}$/;

/** zap's columns behind the level: logger, caller, message, fields; all but the message may be missing. */
export function readZap(draft: RecordDraft, text: string, { level = '' }: Parts): boolean {
  const feed = text.indexOf('\n');
  const line = feed < 0 ? text : text.slice(0, feed);
  const cells = line.slice(0, LONGEST).split('\t');
  const caller = cells.slice(0, 2).findIndex((cell) => GO_CALLER.test(cell));
  // Small letters are zap's; columns of capitals are written by others, too.
  if (caller < 0 && (level.toUpperCase() === level || cells.length < 2 || !isObject(cells.at(-1)!)))
    return false;
  const [, file, number] = caller < 0 ? [] : GO_CALLER.exec(cells[caller]!)!;
  draft.text('file', file).number('line', number);
  if (caller === 1) draft.text('logger', cells[0]);
  let used = caller + 1;
  if (caller < 0 && cells.length > 2 && NAME.test(cells[0]!)) {
    draft.text('logger', cells[0]);
    used = 1;
  }
  const { message, tails } = splitJson(
    line.slice(cells.slice(0, used).join('\t').length + (used > 0 ? 1 : 0)),
    1,
  );
  if (tails[0] !== undefined && tails[0].length > 2) draft.json('fields', tails[0]);
  draft.message(message);
  if (feed >= 0) readBehind(draft, message, text.slice(feed));
  return true;
}

/** What follows the line is the stack that zap writes for errors: functions and, indented, their files. */
function readBehind(draft: RecordDraft, message: string, behind: string): void {
  if (/^\n[\w./-]+\.\S*\n\s+\S+:\d+/.test(behind)) draft.text('stack_trace', behind.slice(1));
  else {
    const trace = splitStackTrace(message + behind);
    draft
      .message(trace?.message ?? message + behind)
      .text('exception', trace?.exception)
      .text('stack_trace', trace?.stackTrace);
  }
}
