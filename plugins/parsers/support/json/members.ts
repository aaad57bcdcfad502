import { CLOSE_BRACE, COMMA, JsonScanner, skipBlanks } from './scanner.js';

/*
 * Objects put together as text, so that no value is read and written again. The texts are known to be valid JSON.
 */

/** A member of an object by its offsets in the text. */
export interface MemberSpan {
  readonly name: string;
  readonly nameStart: number;
  /** Of the value. */
  readonly start: number;
  readonly end: number;
  /** Whether the value is a string with escapes. */
  readonly escaped: boolean;
}

interface Member {
  readonly name: string;
  readonly text: string;
}

const scanner = new JsonScanner();

/**
 * One object of `own` (members without braces, not empty) and the members of the object `nested`. Where both have a
 * name, the own member keeps it and the other stays in an object called `metadata`, so that neither is lost.
 */
export function spread(own: string, nested: string): string {
  const others = members(nested);
  const taken = new Set(members(`{${own}}`).map(({ name }) => name));
  if (!others.some(({ name }) => taken.has(name))) return `{${[own, ...texts(others)].join(',')}}`;
  // What stays behind needs the name `metadata` for itself.
  taken.add('metadata');
  const behind = others.filter(({ name }) => taken.has(name));
  const free = others.filter(({ name }) => !taken.has(name));
  return `{${[own, ...texts(free), `"metadata":{${texts(behind).join(',')}}`].join(',')}}`;
}

/** Whether the object has a member of that name. */
export function hasMember(object: string, name: string): boolean {
  return members(object).some((member) => member.name === name);
}

function texts(list: readonly Member[]): string[] {
  return list.map(({ text }) => text);
}

function members(object: string): Member[] {
  return memberSpans(object).map(({ name, nameStart, end }) => ({
    name,
    text: object.slice(nameStart, end),
  }));
}

/** The members of the object that opens at `open`, and ends at `objectEnd` or before. */
export function memberSpans(text: string, open = 0, objectEnd = text.length): MemberSpan[] {
  const found: MemberSpan[] = [];
  scanner.begin(text, open, objectEnd);
  let at = skipBlanks(text, open + 1);
  while (text.charCodeAt(at) !== CLOSE_BRACE) {
    const nameEnd = scanner.skipString(text, at);
    const name = stringAt(text, at, nameEnd, scanner.escaped);
    const start = scanner.skipName(text, at);
    const end = scanner.skipValue(text, start);
    found.push({ name, nameStart: at, start, end, escaped: scanner.escaped });
    at = skipBlanks(text, end);
    if (text.charCodeAt(at) === COMMA) at = skipBlanks(text, at + 1);
  }
  return found;
}

/** The text of the JSON string between two offsets, quotes included. */
export function stringAt(text: string, start: number, end: number, escaped: boolean): string {
  return escaped ? (JSON.parse(text.slice(start, end)) as string) : text.slice(start + 1, end - 1);
}

/** `members` with one more; all are texts without braces. */
export function join(members: string, member: string): string {
  return members === '' ? member : `${members},${member}`;
}
