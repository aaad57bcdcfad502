/*
 * Whether a value is what another tool has in its stead: types may differ where the text is the same, times may be
 * written in any way.
 */

export function sameValue(got: unknown, want: unknown): boolean {
  if (isNothing(want)) return isNothing(got);
  if (isNothing(got)) return false;
  if (Array.isArray(want) || Array.isArray(got)) return sameList(got, want);
  if (typeof want === 'object' && typeof got === 'object') return sameObject(got as object, want as object);
  if (typeof want === 'object' || typeof got === 'object') return sameJson(got, want);
  if (String(got) === String(want)) return true;
  return sameNumber(got, want) || sameText(String(got), String(want)) || sameTime(got, want);
}

/** A dash, an empty text and nothing mean the same in most formats. */
export function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === '' || value === '-';
}

/** A list of one is that one. */
function sameList(got: unknown, want: unknown): boolean {
  const ours = Array.isArray(got) ? got : [got];
  const theirs = Array.isArray(want) ? want : [want];
  return ours.length === theirs.length && ours.every((value, index) => sameValue(value, theirs[index]));
}

function sameObject(got: object, want: object): boolean {
  const names = Object.keys(want);
  if (names.length !== Object.keys(got).length) return false;
  return names.every((name) =>
    sameValue((got as Record<string, unknown>)[name], (want as Record<string, unknown>)[name]),
  );
}

/** One has read what the other kept as JSON text. */
function sameJson(got: unknown, want: unknown): boolean {
  const [text, value] = typeof got === 'object' ? [want, got] : [got, want];
  if (typeof text !== 'string' || !/^[[{]/.test(text)) return false;
  try {
    return sameValue(JSON.parse(text), value);
  } catch {
    return false;
  }
}

function sameNumber(got: unknown, want: unknown): boolean {
  const [ours, theirs] = [numberOf(got), numberOf(want)];
  if (ours === undefined || theirs === undefined) return false;
  return ours === theirs || Math.abs(ours - theirs) <= 1e-9 * Math.max(Math.abs(ours), Math.abs(theirs));
}

/** A number counted in other units, which tools round as they do. */
export function sameMeasure(got: number, want: unknown): boolean {
  const theirs = numberOf(want);
  return theirs !== undefined && Math.abs(got - theirs) <= 1e-6 * Math.max(Math.abs(got), Math.abs(theirs));
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  if (typeof value !== 'string' || !/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(value))
    return undefined;
  return Number(value);
}

/** A name or keyword, which formats write in capitals or not. */
const WORD = /^[a-z_-]{1,24}$/i;

/** Blanks and quotes around a text, which line ends it has and whether escapes are undone is nobody's business. */
function sameText(got: string, want: string): boolean {
  const [ours, theirs] = [bareText(got), bareText(want)];
  return ours === theirs || (WORD.test(ours) && ours.toLowerCase() === theirs.toLowerCase());
}

function bareText(text: string): string {
  const bare = text
    .replaceAll('\r\n', '\n')
    .trim()
    .replaceAll(/\\(["\\\]])/g, '$1');
  return /^"[^"]*"$/.test(bare) ? bare.slice(1, -1) : bare;
}

const TIME_LIKE = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d/;

function sameTime(got: unknown, want: unknown): boolean {
  if (typeof got !== 'string' || typeof want !== 'string') return false;
  if (!TIME_LIKE.test(got) || !TIME_LIKE.test(want)) return false;
  return instantOf(got) === instantOf(want);
}

/** Milliseconds since 1970 of a time in ISO's notation; UTC where it names no zone. */
export function instantOf(time: string): number {
  const text = time
    .replace(' UTC', 'Z')
    .replace(' ', 'T')
    .replace(',', '.')
    .replace(/ (?=[+-])/, '');
  return Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`);
}
