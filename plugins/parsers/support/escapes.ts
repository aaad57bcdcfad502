import { jsonString } from '../../../pipeline/json-text.js';

const NEEDS_CARE = /[\\\u0000-\u001f\ud800-\udfff]/;

/**
 * Whether no slice of `text` needs escaping in JSON but for its quotes. Asked once per record, so that its fields
 * need not be asked one by one.
 */
export function isPlain(text: string): boolean {
  return !NEEDS_CARE.test(text);
}

const ESCAPES = /(?:\\x[0-9a-fA-F]{2})+|\\[\\"bnrtv]/g;
const SINGLE: Record<string, string> = {
  '\\\\': '\\',
  '\\"': '"',
  '\\b': '\b',
  '\\n': '\n',
  '\\r': '\r',
  '\\t': '\t',
  '\\v': '\v',
};
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f]/;

/**
 * Undoes the escapes of access logs: `\"`, `\\`, `\n` and such (Apache) and `\xNN` (both). Bytes that are no readable
 * UTF-8 stay as they were written.
 */
export function unescapeLogText(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(ESCAPES, (written) => SINGLE[written] ?? readableBytes(written) ?? written);
}

function readableBytes(written: string): string | undefined {
  try {
    const text = utf8.decode(Buffer.from(written.replaceAll('\\x', ''), 'hex'));
    return UNPRINTABLE.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** `"name":"value"` for a metadata text, `plain` as {@link isPlain} said of the record the value is cut from. */
export function textMember(name: string, value: string, plain: boolean): string {
  return plain ? `"${name}":"${value}"` : `"${name}":${jsonString(value)}`;
}
