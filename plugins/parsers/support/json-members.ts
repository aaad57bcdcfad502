import { CLOSE_BRACE, COMMA, JsonScanner, skipBlanks } from './json-scanner.js';

/*
 * Objects put together as text, so that no value is read and written again. The texts are known to be valid JSON.
 */

interface Member {
  name: string;
  text: string;
}

const scanner = new JsonScanner();

/**
 * One object of `own` (members without braces, not empty) and the members of the object `nested`. Where both have a
 * name, the own member keeps it and the other stays in an object called `metadata`, so that neither is lost.
 */
export function spread(own: string, nested: string): string {
  const others = members(nested);
  const taken = new Set(members(`{${own}}`).map(({ name }) => name));
  const clashing = others.filter(({ name }) => taken.has(name));
  if (clashing.length === 0) return `{${[own, ...texts(others)].join(',')}}`;
  // What stays behind needs the name `metadata` for itself.
  const behind = others.filter(({ name }) => taken.has(name) || name === 'metadata');
  const free = others.filter((member) => !behind.includes(member));
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
  const found: Member[] = [];
  scanner.begin(object);
  let at = skipBlanks(object, 1);
  while (object.charCodeAt(at) !== CLOSE_BRACE) {
    const nameEnd = scanner.skipString(object, at);
    const name = JSON.parse(object.slice(at, nameEnd)) as string;
    const end = scanner.skipValue(object, scanner.skipName(object, at));
    found.push({ name, text: object.slice(at, end) });
    at = skipBlanks(object, end);
    if (object.charCodeAt(at) === COMMA) at = skipBlanks(object, at + 1);
  }
  return found;
}
