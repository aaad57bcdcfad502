import { visible, visibleLines } from '../support/visible.js';
import type { Letter } from './client.js';

const USUAL_WIDTH = 120;
/** Of stages and sources: longer names are cut. */
const NAME = 12;
const NARROWEST_REASON = 20;

/** The key stands last and whole, for it is what `show`, `replay` and `drop` are given. */
export function row(letter: Letter, columns?: number): string {
  const { refused_at, stage, source, tries, reason, key, replaying } = letter;
  const why = replaying ? `(under way) ${reason}` : reason;
  return line(refused_at.slice(0, 19).replace('T', ' '), stage, source, String(tries), why, key, columns);
}

export function tableHead(columns?: number): string {
  return line('refused (UTC)', 'stage', 'source', 'tries', 'reason', 'key', columns);
}

function line(
  time: string,
  stage: string,
  source: string,
  tries: string,
  reason: string,
  key: string,
  columns = USUAL_WIDTH,
): string {
  const before = `${fitted(time, 19)}  ${fitted(stage, NAME)}  ${fitted(source, NAME)}  ${fitted(tries, 5)}  `;
  const width = Math.max(NARROWEST_REASON, columns - before.length - 2 - KEY_WIDTH);
  return `${before}${fitted(reason, width)}  ${visible(key)}\n`;
}

/** A UUID, a place and a short name. */
const KEY_WIDTH = 48;

function fitted(text: string, width: number): string {
  const shown = visible(text);
  return shown.length > width ? `${shown.slice(0, width - 1)}…` : shown.padEnd(width);
}

/** All about one, with its record below. */
export function details(letter: Letter): string {
  const { raw, encoding, cut, ...fields } = letter;
  const width = Math.max(...Object.keys(fields).map((name) => name.length));
  const lines = Object.entries(fields)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name.padEnd(width)}  ${visible(String(value))}\n`);
  const how = encoding === 'base64' ? ' (base64, for it is no UTF-8)' : '';
  return `${lines.join('')}\nrecord${how}\n${visibleLines(raw)}\n`;
}
