/** A stretch of text with one look. */
export interface Span {
  readonly text: string;
  /** Names of CSS classes: `ansi-1` to `ansi-15`, `bold`, `dim`, `italic`, `underline`. */
  readonly classes: readonly string[];
}

/** ECMA-48: CSI and OSC sequences, two-character escapes, the 8-bit CSI; then control characters but tab and line end. */
const SEQUENCE =
  /(?:\x1b\[|\x9b)([0-?]*)[ -/]*([@-~]|$)|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\|$)|\x1b[ -/]*[0-~]?|[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f]/g;
const MAY_HOLD = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/;

interface Look {
  colour: number | undefined;
  readonly flags: Set<string>;
}

const FLAGS: Readonly<Record<number, string>> = { 1: 'bold', 2: 'dim', 3: 'italic', 4: 'underline' };
const FLAG_ENDS: Readonly<Record<number, readonly string[]>> = {
  22: ['bold', 'dim'],
  23: ['italic'],
  24: ['underline'],
};

/**
 * Reads colours as terminals show them (SGR, ECMA-48 §8.3.117) and leaves out every other control sequence. All colours
 * become one of sixteen, which the theme makes readable on its own background; backgrounds are left out.
 */
export function ansiSpans(text: string): Span[] {
  if (!MAY_HOLD.test(text)) return [{ text, classes: [] }];
  const spans: Span[] = [];
  const look: Look = { colour: undefined, flags: new Set() };
  let from = 0;
  const push = (until: number) => {
    if (until > from) spans.push({ text: text.slice(from, until), classes: classesOf(look) });
  };
  for (const match of text.matchAll(SEQUENCE)) {
    push(match.index);
    from = match.index + match[0].length;
    if (match[2] === 'm') applySgr(look, match[1]!);
  }
  push(text.length);
  return spans;
}

/** The text alone. */
export function withoutAnsi(text: string): string {
  return MAY_HOLD.test(text) ? text.replace(SEQUENCE, '') : text;
}

function classesOf({ colour, flags }: Look): string[] {
  return colour === undefined ? [...flags] : [`ansi-${colour}`, ...flags];
}

function applySgr(look: Look, parameters: string): void {
  const codes = parameters.split(/[;:]/).map(Number);
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at]!;
    if (code === 38 || code === 48) {
      const [colour, taken] = extended(codes, at + 1);
      if (code === 38) look.colour = colour;
      at += taken;
    } else applyCode(look, code);
  }
}

function applyCode(look: Look, code: number): void {
  if (code === 0) {
    look.colour = undefined;
    look.flags.clear();
  } else if (code === 39) look.colour = undefined;
  else if (code >= 30 && code <= 37) look.colour = code - 30;
  else if (code >= 90 && code <= 97) look.colour = code - 90 + 8;
  else if (FLAGS[code] !== undefined) look.flags.add(FLAGS[code]);
  else for (const flag of FLAG_ENDS[code] ?? []) look.flags.delete(flag);
}

/** `5;n` of 256 colours or `2;r;g;b`: the nearest of sixteen, and how many codes it took. */
function extended(codes: readonly number[], at: number): [number | undefined, number] {
  if (codes[at] === 5) return [ofPalette(codes[at + 1] ?? 0), 2];
  if (codes[at] === 2) return [nearest(codes[at + 1] ?? 0, codes[at + 2] ?? 0, codes[at + 3] ?? 0), 4];
  return [undefined, 0];
}

/** 0–15 as they are, a cube of 6×6×6, then 24 greys. */
function ofPalette(index: number): number {
  if (index < 16) return index;
  if (index >= 232)
    return nearest(...([8, 8, 8].map((step) => step + (index - 232) * 10) as [number, number, number]));
  const level = (part: number) => (part === 0 ? 0 : 55 + part * 40);
  const cube = index - 16;
  return nearest(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6));
}

function nearest(red: number, green: number, blue: number): number {
  const brightest = Math.max(red, green, blue);
  const darkest = Math.min(red, green, blue);
  if (brightest - darkest < 40) return brightest > 200 ? 15 : brightest > 120 ? 7 : brightest > 50 ? 8 : 0;
  const half = (brightest + darkest) / 2;
  const base = (red > half ? 1 : 0) + (green > half ? 2 : 0) + (blue > half ? 4 : 0);
  return brightest > 200 && darkest > 60 ? base + 8 : base;
}
