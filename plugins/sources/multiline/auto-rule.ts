import type { JoinRule } from './rule.js';

/*
 * What programs write over several lines, by how their lines begin: those that cannot begin a record belong to the one
 * before; a few beginnings open a block that has an end of its own.
 */

const words = (...texts: string[]) => texts.map((text) => Buffer.from(text));

const TRACEBACK = Buffer.from('Traceback (most recent call last)');
const CHAIN = words('During handling of the above exception', 'The above exception was the direct cause');
const GOROUTINE = Buffer.from('goroutine ');
const PANIC = words('panic: ', 'fatal error: ', 'unexpected fault address ');
const SIGNAL = Buffer.from('[signal ');
const GO_MORE = words('created by ', 'exit status ', '[originating from ', 'runtime stack:', '...');
const DART = words('Unhandled exception:');
const SUSPENSION = Buffer.from('<asynchronous suspension>');
const SLOW_TIME = Buffer.from('# Time:');
const SLOW_USER = Buffer.from('# User@Host:');
const SERVER_START = Buffer.from(', Version: ');
const JOURNAL = Buffer.from('__CURSOR=');
const EVENT = words('<Event ', '<Event>');
const EVENT_END = Buffer.from('</Event>');
const NESTED = Buffer.from('nested exception is:');
const CONTINUED = words(
  'Caused by: ',
  'Suppressed: ',
  'Stack trace:',
  'PHP Stack trace:',
  'PHP   ',
  '--- End of ',
  'from /',
  '<asynchronous suspension>',
);

const SPACE = 0x20;
const TAB = 0x09;
const HASH = 0x23;
const DOT = 0x2e;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_PAREN = 0x28;
const CLOSE_PAREN = 0x29;
const COMMA = 0x2c;
const SEMICOLON = 0x3b;

/** Lines of an exception's own text before its frames. */
const MOST_DART_LINES = 20;
/** `}`, `},`, `});`: what closes something that an earlier line opened. */
const LONGEST_CLOSING = 3;

/** The first bytes of lines that are looked at any further. */
const LOOKED_AT = new Uint8Array(256);
for (const character of ' \t#.-}])<_CDPSTUfgpu{[') LOOKED_AT[character.charCodeAt(0)] = 1;

type State =
  | 'plain'
  | 'complete'
  | 'python'
  | 'python-ended'
  | 'chained'
  | 'panic'
  | 'go'
  | 'dart'
  | 'dart-frames'
  | 'json'
  | 'slow-log'
  | 'journal'
  | 'xml'
  | 'nested';

/** Finds out by itself which lines belong together. A line that opens or continues nothing costs one look at a byte. */
export class AutoRule implements JoinRule {
  #state: State = 'plain';
  /** Lines of Dart's text, or whether the slow log's entry named its user. */
  #seen = 0;

  get complete(): boolean {
    return this.#state === 'complete';
  }

  forget(): void {
    this.#state = 'plain';
  }

  empty(): boolean {
    if (this.#state !== 'journal') return false;
    this.#state = 'plain';
    return true;
  }

  continues(bytes: Buffer, start: number, end: number, open: boolean): boolean {
    const first = bytes[start]!;
    if (this.#state === 'plain' && LOOKED_AT[first] === 0) return false;
    if (open && this.#goesOn(bytes, start, end, first)) return true;
    this.#state = beginning(bytes, start, end, first);
    this.#seen = this.#state === 'slow-log' && begins(bytes, start, end, SLOW_USER) ? 1 : 0;
    return false;
  }

  #goesOn(bytes: Buffer, start: number, end: number, first: number): boolean {
    switch (this.#state) {
      case 'complete':
        return false;
      case 'json':
        if (isClosing(bytes, start, end, first)) this.#state = 'complete';
        return true;
      case 'xml':
        if (holds(bytes, start, end, EVENT_END)) this.#state = 'complete';
        return true;
      case 'journal':
        return !begins(bytes, start, end, JOURNAL);
      case 'slow-log':
        return this.#slowLog(bytes, start, end, first);
      case 'python':
        if (!isIndented(first)) this.#state = 'python-ended';
        return true;
      case 'chained':
        this.#state = begins(bytes, start, end, TRACEBACK) ? 'python' : 'plain';
        return this.#state === 'python' || this.#anywhere(bytes, start, end, first);
      case 'dart':
      case 'dart-frames':
        return this.#dart(bytes, start, end, first) || this.#anywhere(bytes, start, end, first);
      case 'go':
        return isIndented(first) || isGo(bytes, start, end) || this.#anywhere(bytes, start, end, first);
      case 'nested':
        this.#state = 'plain';
        return true;
      case 'panic':
        return begins(bytes, start, end, SIGNAL) || this.#anywhere(bytes, start, end, first);
      default:
        return this.#anywhere(bytes, start, end, first);
    }
  }

  /** Lines that belong to what stands before them, whatever it is. */
  #anywhere(bytes: Buffer, start: number, end: number, first: number): boolean {
    if (isIndented(first)) {
      if (endsWith(bytes, start, end, NESTED)) this.#state = 'nested';
      return true;
    }
    if (begins(bytes, start, end, GOROUTINE) && isDigit(bytes[start + GOROUTINE.length])) {
      this.#state = 'go';
      return true;
    }
    if (begins(bytes, start, end, TRACEBACK)) {
      if (this.#state === 'python-ended') return false;
      this.#state = 'python';
      return true;
    }
    if (CHAIN.some((word) => begins(bytes, start, end, word))) {
      this.#state = 'chained';
      return true;
    }
    return (
      isClosing(bytes, start, end, first) ||
      isFrameNumber(bytes, start, end, first) ||
      isMore(bytes, start, end, first) ||
      CONTINUED.some((word) => begins(bytes, start, end, word))
    );
  }

  #dart(bytes: Buffer, start: number, end: number, first: number): boolean {
    if (isFrameNumber(bytes, start, end, first) || begins(bytes, start, end, SUSPENSION)) {
      this.#state = 'dart-frames';
      return true;
    }
    this.#seen += 1;
    return this.#state === 'dart' && this.#seen <= MOST_DART_LINES;
  }

  #slowLog(bytes: Buffer, start: number, end: number, first: number): boolean {
    if (first !== HASH) return !holds(bytes, start, end, SERVER_START);
    if (begins(bytes, start, end, SLOW_TIME)) return false;
    if (!begins(bytes, start, end, SLOW_USER)) return true;
    this.#seen += 1;
    return this.#seen === 1;
  }
}

/** What a record's first line opens. */
function beginning(bytes: Buffer, start: number, end: number, first: number): State {
  if (first === OPEN_BRACE || first === OPEN_BRACKET) {
    if (end - start === 1) return 'json';
    return first === OPEN_BRACE && bytes[end - 1] === CLOSE_BRACE ? 'complete' : 'plain';
  }
  if (begins(bytes, start, end, TRACEBACK)) return 'python';
  if (PANIC.some((word) => begins(bytes, start, end, word))) return 'panic';
  if (DART.some((word) => begins(bytes, start, end, word))) return 'dart';
  if (begins(bytes, start, end, SLOW_TIME) || begins(bytes, start, end, SLOW_USER)) return 'slow-log';
  if (begins(bytes, start, end, JOURNAL)) return 'journal';
  if (begins(bytes, start, end, GOROUTINE) && isDigit(bytes[start + GOROUTINE.length])) return 'go';
  if (EVENT.some((word) => begins(bytes, start, end, word))) {
    return holds(bytes, start, end, EVENT_END) ? 'complete' : 'xml';
  }
  return 'plain';
}

function begins(bytes: Buffer, start: number, end: number, word: Buffer): boolean {
  if (end - start < word.length) return false;
  for (let index = 0; index < word.length; index++) if (bytes[start + index] !== word[index]) return false;
  return true;
}

function endsWith(bytes: Buffer, start: number, end: number, word: Buffer): boolean {
  return end - start >= word.length && begins(bytes, end - word.length, end, word);
}

function holds(bytes: Buffer, start: number, end: number, word: Buffer): boolean {
  return bytes.subarray(start, end).includes(word);
}

function isIndented(first: number): boolean {
  return first === SPACE || first === TAB;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

/** `#0  main (…)`, as PHP, Dart and debuggers number frames. */
function isFrameNumber(bytes: Buffer, start: number, end: number, first: number): boolean {
  if (first !== HASH) return false;
  let at = start + 1;
  while (at < end && isDigit(bytes[at])) at += 1;
  return at > start + 1 && (bytes[at] === SPACE || bytes[at] === TAB);
}

/** `... 12 more`. */
function isMore(bytes: Buffer, start: number, end: number, first: number): boolean {
  return (
    first === DOT &&
    bytes[start + 1] === DOT &&
    bytes[start + 2] === DOT &&
    end - start > 4 &&
    isDigit(bytes[start + 4])
  );
}

function isClosing(bytes: Buffer, start: number, end: number, first: number): boolean {
  if (end - start > LONGEST_CLOSING || !isBracket(first)) return false;
  for (let at = start + 1; at < end; at++) {
    const byte = bytes[at]!;
    if (!isBracket(byte) && byte !== COMMA && byte !== SEMICOLON) return false;
  }
  return true;
}

function isBracket(byte: number): boolean {
  return byte === CLOSE_BRACE || byte === CLOSE_BRACKET || byte === CLOSE_PAREN;
}

/** A line of Go's trace that is not indented: `main.(*T).method(0x1)`, `created by …`. */
function isGo(bytes: Buffer, start: number, end: number): boolean {
  if (GO_MORE.some((word) => begins(bytes, start, end, word))) return true;
  if (bytes[end - 1] !== CLOSE_PAREN) return false;
  for (let at = start; at < end; at++) {
    if (bytes[at] === OPEN_PAREN) return true;
    if (bytes[at] === SPACE) return false;
  }
  return false;
}
