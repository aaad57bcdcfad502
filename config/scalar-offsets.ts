import type { Scalar } from 'yaml';
import { MASK } from './variables.js';

const TOKENS: Readonly<Record<string, RegExp>> = {
  PLAIN: new RegExp(`${MASK}|.`, 'gsu'),
  QUOTE_SINGLE: new RegExp(`${MASK}|''|.`, 'gsu'),
  QUOTE_DOUBLE: new RegExp(
    `${MASK}|\\\\x[0-9a-fA-F]{2}|\\\\u[0-9a-fA-F]{4}|\\\\U[0-9a-fA-F]{8}|\\\\.|.`,
    'gsu',
  ),
};

/**
 * Where each UTF-16 unit of a scalar's value stands in the file, so that a mistake inside the value can be pointed
 * at; undefined for a scalar of several lines, where folding moves everything.
 *
 * @param source the scalar as it is written, references masked
 * @param start the offset of `source` in the file
 * @param widthOf how long the text is that a mask stands for
 */
export function scalarOffsets(
  source: string,
  style: Scalar.Type | null | undefined,
  start: number,
  widthOf: (mask: string) => number,
): number[] | undefined {
  const tokens = TOKENS[style ?? ''];
  if (tokens === undefined || source.includes('\n')) return undefined;
  const margin = style === 'PLAIN' ? 0 : 1;
  const offsets: number[] = [];
  for (const { 0: token, index } of source.slice(margin, source.length - margin).matchAll(tokens)) {
    const width = isMask(token) ? widthOf(token) : decodedWidth(token);
    for (let i = 0; i < width; i++) offsets.push(start + margin + index);
  }
  return offsets;
}

function isMask(token: string): boolean {
  return token.length > 1 && token.startsWith(MASK[0]!);
}

/** UTF-16 units of what an escape, a doubled quote or a character stands for. */
function decodedWidth(token: string): number {
  if (token.startsWith('\\U')) return Number.parseInt(token.slice(2), 16) > 0xffff ? 2 : 1;
  return token.startsWith('\\') || token === "''" ? 1 : token.length;
}
