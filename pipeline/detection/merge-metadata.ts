import type { Metadata } from '../event.js';
import { parseJson, stringifyJson } from '../json-text.js';

/**
 * The members of two objects, given and returned as JSON text. Where both have a name, `outer` keeps it and the other
 * stays in an object called `metadata`, so that neither is lost.
 */
export function mergeMetadata(outer: string, inner: string): string {
  if (inner === '{}') return outer;
  if (outer === '{}') return inner;
  const own = parseJson(outer) as Metadata;
  // A name written with escapes cannot be told by its text.
  if (inner.includes('\\') || Object.keys(own).some((name) => inner.includes(`"${name}"`))) {
    return mergeObjects(own, parseJson(inner) as Metadata);
  }
  return `${outer.slice(0, -1)},${inner.slice(1)}`;
}

function mergeObjects(own: Metadata, inner: Metadata): string {
  const entries = Object.entries(inner);
  const clash = entries.some(([name]) => Object.hasOwn(own, name));
  // What stays behind needs the name `metadata` for itself.
  const staysBehind = (name: string) => clash && (name === 'metadata' || Object.hasOwn(own, name));
  const behind = entries.filter(([name]) => staysBehind(name));
  const free = entries.filter(([name]) => !staysBehind(name));
  const members = [...Object.entries(own), ...free].map(memberText);
  if (clash) members.push(`"${freeName(own)}":{${behind.map(memberText).join(',')}}`);
  return `{${members.join(',')}}`;
}

/** `metadata`, unless the outer object has a member of that name itself. */
function freeName(own: Metadata): string {
  let name = 'metadata';
  while (Object.hasOwn(own, name)) name = `inner_${name}`;
  return name;
}

/** Written member by member: an object could not be given one called `__proto__`. */
function memberText([name, value]: [string, unknown]): string {
  return `${JSON.stringify(name)}:${stringifyJson(value)}`;
}
