import { jsonString } from '../../../pipeline/json-text.js';
import { closingQuote } from './quoted.js';

/*
 * STRUCTURED-DATA (RFC 5424 §6.3): `[id name="value" …][id …]`, in values `\"`, `\\` and `\]` escaped; a backslash
 * before anything else is a backslash. Read more widely than written: blanks between, and around `=`.
 */

const SPACE = 32;
const QUOTE = 34;
const EQUALS = 61;
const OPEN = 91;
const CLOSE = 93;
const DELETE = 127;
const ESCAPE = /\\(["\\\]])/g;

export class StructuredDataReader {
  /** The data as a JSON object `{id:{name:value}}`; a name that stands twice has an array of its values. */
  text = '';

  /** Returns the offset behind the last element, or `~offset` of a mistake. */
  read(record: string, start: number, plain: boolean): number {
    const elements: string[] = [];
    let at = start;
    while (record.charCodeAt(at) === OPEN) {
      const idEnd = nameEnd(record, at + 1);
      if (idEnd === at + 1) return ~idEnd;
      const id = record.slice(at + 1, idEnd);
      at = this.#readParameters(record, idEnd, plain);
      if (at < 0) return at;
      elements.push(id, this.text);
    }
    this.text = objectText(elements, plain);
    return at;
  }

  #readParameters(record: string, start: number, plain: boolean): number {
    const parameters: string[] = [];
    let at = skipBlanks(record, start);
    while (record.charCodeAt(at) !== CLOSE) {
      const end = nameEnd(record, at);
      if (end === at) return ~at;
      const equals = skipBlanks(record, end);
      if (record.charCodeAt(equals) !== EQUALS) return ~equals;
      const open = skipBlanks(record, equals + 1);
      if (record.charCodeAt(open) !== QUOTE) return ~open;
      const close = closingQuote(record, open + 1);
      if (close < 0) return ~record.length;
      parameters.push(record.slice(at, end), valueText(record, open, close, plain));
      at = skipBlanks(record, close + 1);
    }
    this.text = objectText(parameters, plain);
    return at + 1;
  }
}

/** With `plain` the value is cut out with its quotes: that is JSON already. */
function valueText(record: string, open: number, close: number, plain: boolean): string {
  if (plain) return record.slice(open, close + 1);
  return jsonString(record.slice(open + 1, close).replace(ESCAPE, '$1'));
}

/**
 * A parameter may be repeated (RFC 5424 §6.3.3; `ip` of `origin` is), an element must not be (§6.3.2): either way the
 * values are gathered in an array, so that none is lost.
 *
 * @param pairs names and JSON values in turn
 */
function objectText(pairs: readonly string[], plain: boolean): string {
  const list = hasRepeatedName(pairs) ? gatherValues(pairs) : pairs;
  let text = '';
  for (let i = 0; i < list.length; i += 2) {
    text += `${i === 0 ? '' : ','}${plain ? `"${list[i]}"` : jsonString(list[i]!)}:${list[i + 1]}`;
  }
  return `{${text}}`;
}

/** Up to this many names are compared with each other; with more a set is cheaper. */
const FEW = 8;

function hasRepeatedName(pairs: readonly string[]): boolean {
  if (pairs.length > 2 * FEW) return new Set(pairs.filter((_, i) => i % 2 === 0)).size < pairs.length / 2;
  for (let i = 2; i < pairs.length; i += 2) {
    for (let j = 0; j < i; j += 2) if (pairs[i] === pairs[j]) return true;
  }
  return false;
}

function gatherValues(pairs: readonly string[]): string[] {
  const values = new Map<string, string[]>();
  for (let i = 0; i < pairs.length; i += 2) {
    const list = values.get(pairs[i]!);
    if (list === undefined) values.set(pairs[i]!, [pairs[i + 1]!]);
    else list.push(pairs[i + 1]!);
  }
  return [...values].flatMap(([name, list]) => [name, list.length === 1 ? list[0]! : `[${list.join(',')}]`]);
}

/** End of an SD-NAME: printable characters but for `=`, blank, `]` and `"`. */
function nameEnd(record: string, start: number): number {
  let at = start;
  for (let code = record.charCodeAt(at); code > SPACE && code < DELETE; code = record.charCodeAt(at)) {
    if (code === EQUALS || code === CLOSE || code === QUOTE) break;
    at += 1;
  }
  return at;
}

function skipBlanks(record: string, start: number): number {
  let at = start;
  while (record.charCodeAt(at) === SPACE) at += 1;
  return at;
}
