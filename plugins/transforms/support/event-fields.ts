import { UserError } from '../../../pipeline/errors.js';
import type { LogEvent, Metadata } from '../../../pipeline/event.js';
import { readLevel, readTime } from '../../parsers/support/field-values.js';

/*
 * Fields of an event by their names in options: an event's own, or one of its metadata, where dots go inward
 * (`http.status` is `status` in `http`, unless there is a name with the dot in it).
 */

const FIXED = new Set(['id', 'received_at', 'format', 'metadata']);
const TEXTS = ['source', 'application', 'message'] as const;
type TextField = (typeof TEXTS)[number];

/** @throws UserError when no transform may change a field of this name. */
export function checkFieldName(name: string): void {
  if (FIXED.has(name)) throw new UserError(`"${name}" cannot be changed`);
  if (name.split('.').some((part) => part === '' || part === '__proto__')) {
    throw new UserError(`"${name}" is not a name of a field`);
  }
}

/** The value of a field; undefined where the event has none of that name. */
export function readField(event: LogEvent, name: string): unknown {
  if (isText(name)) return event[name];
  if (name === 'level' || name === 'timestamp') return event[name];
  const { holder, key } = locate(event.peekMetadata(), name);
  return holder !== undefined && Object.hasOwn(holder, key) ? holder[key] : undefined;
}

/** Sets a field. A text that is no time or no level goes to the metadata under that name, so that it is not lost. */
export function writeField(event: LogEvent, name: string, value: unknown): void {
  if (isText(name)) event[name] = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  else if (name === 'timestamp' && typeof value !== 'object') writeTimestamp(event, value);
  else if (name === 'level' && typeof value !== 'object') writeLevel(event, value);
  else writeMetadata(event.metadata, name, value);
}

/** Takes a field of the metadata out; an event's own text becomes '', its level and time stay. */
export function removeField(event: LogEvent, name: string): void {
  if (isText(name)) event[name] = '';
  if (isText(name) || name === 'level' || name === 'timestamp') return;
  const { holder, key } = locate(event.metadata, name);
  if (holder !== undefined) delete holder[key];
}

function isText(name: string): name is TextField {
  return (TEXTS as readonly string[]).includes(name);
}

function writeTimestamp(event: LogEvent, value: unknown): void {
  const micros = readTime(String(value));
  if (Number.isNaN(micros)) event.metadata.timestamp = value;
  else event.timestampMicros = micros;
}

function writeLevel(event: LogEvent, value: unknown): void {
  const level = readLevel(String(value));
  if (level === undefined) event.metadata.level = value;
  else event.level = level;
}

function writeMetadata(metadata: Metadata, name: string, value: unknown): void {
  let holder = metadata;
  const parts = Object.hasOwn(metadata, name) ? [name] : name.split('.');
  for (const part of parts.slice(0, -1)) {
    if (!Object.hasOwn(holder, part)) holder[part] = {};
    const inner = holder[part];
    if (!isObject(inner)) {
      // Something else stands in the way: it stays, and the name is taken with its dots.
      metadata[name] = value;
      return;
    }
    holder = inner;
  }
  holder[parts.at(-1)!] = value;
}

function locate(metadata: Metadata, name: string): { holder: Metadata | undefined; key: string } {
  if (Object.hasOwn(metadata, name)) return { holder: metadata, key: name };
  const parts = name.split('.');
  let holder: unknown = metadata;
  for (const part of parts.slice(0, -1)) {
    holder = isObject(holder) && Object.hasOwn(holder, part) ? holder[part] : undefined;
  }
  return { holder: isObject(holder) ? holder : undefined, key: parts.at(-1)! };
}

function isObject(value: unknown): value is Metadata {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
