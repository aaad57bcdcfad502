import type { LogEvent } from '../../../../pipeline/event.js';
import { type Level, levelOfWord } from '../../../../pipeline/level.js';
import type { Parser } from '../../../../pipeline/plugin.js';
import { AnyStampReader } from '../any-stamp.js';
import { RecordDraft } from '../record-draft.js';
import { blankPairs, putExtension } from './device-fields.js';

/*
 * `CEF:0|vendor|product|version|signature|name|severity|key=value key=value`, the Common Event Format of ArcSight
 * (Micro Focus, "Implementing ArcSight CEF"): in the header `\|` and `\\` are escaped, in the extension `\=`, `\\`, `\n`
 * and `\r`; values may have blanks in them, so one ends where the next key begins.
 */

const BAR = 124;
const BACKSLASH = 92;
const FIELDS = 7;
export class CefReader implements Parser {
  readonly #draft = new RecordDraft();
  readonly #stamps = new AnyStampReader();

  parse(record: string, event: LogEvent): number {
    if (!record.startsWith('CEF:')) return 0;
    const fields: string[] = [];
    let at = 4;
    while (fields.length < FIELDS) {
      const end = barAt(record, at);
      // The last one may be the end of the record where there is no extension.
      if (end < 0 && fields.length < FIELDS - 1) return record.length;
      fields.push(headerText(record.slice(at, end < 0 ? record.length : end)));
      at = end < 0 ? record.length : end + 1;
    }
    if (!/^ ?\d{1,3}(?:\.\d{1,3})?$/.test(fields[0]!)) return 4;
    this.#fill(fields, record.slice(at), event.timestampMicros);
    return this.#draft.claim('cef', event);
  }

  #fill(fields: readonly string[], extension: string, arrival: number): void {
    const [version, vendor, product, deviceVersion, signature, name, severity] = fields as [
      string,
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    const draft = this.#draft.begin().number('cef_version', version.trim());
    draft.text('device_vendor', vendor).text('device_product', product).text('device_version', deviceVersion);
    draft.text('event_code', signature).text('event_name', name);
    const level = levelOf(severity.trim());
    draft.level(level).number('original_level', severity.trim());
    const message = readExtension(extension, draft, this.#stamps, arrival);
    draft.message(message ?? name);
  }
}

/** Severities are 0 to 10, or words. */
function levelOf(severity: string): Level | undefined {
  const number = severity === '' ? Number.NaN : Number(severity);
  if (number >= 0 && number <= 10)
    return number <= 3 ? 'INFO' : number <= 6 ? 'WARN' : number <= 8 ? 'ERROR' : 'FATAL';
  switch (severity.toLowerCase()) {
    case 'low':
      return 'INFO';
    case 'medium':
      return 'WARN';
    case 'high':
      return 'ERROR';
    case 'very-high':
      return 'FATAL';
    default:
      return levelOfWord(severity);
  }
}

/** @returns the message, if the extension has one */
function readExtension(
  text: string,
  draft: RecordDraft,
  stamps: AnyStampReader,
  arrival: number,
): string | undefined {
  const { pairs, before } = blankPairs(text.trimEnd());
  // What is no pair stays as it is.
  draft.text('extra', before);
  const values = new Map<string, string>();
  for (const [key, value] of pairs) {
    if (values.has(key)) draft.text(key, extensionText(value));
    else values.set(key, extensionText(value));
  }
  return putExtension(values, draft, stamps, arrival);
}

/** The next bar that no backslash escapes. */
function barAt(record: string, start: number): number {
  for (let at = start; at < record.length; at++) {
    const code = record.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === BAR) return at;
  }
  return -1;
}

function headerText(text: string): string {
  return text.includes('\\') ? text.replace(/\\([\\|])/g, '$1') : text;
}

const EXTENSION_ESCAPE = /\\([\\=nr])/g;

function extensionText(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(EXTENSION_ESCAPE, (_, mark: string) =>
    mark === 'n' ? '\n' : mark === 'r' ? '\r' : mark,
  );
}
