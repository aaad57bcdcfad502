import type { RecordDraft } from '../record-draft.js';

/*
 * What -XX:+PrintGCDetails writes of a collection: how long each of its phases took, and the sizes of the generations.
 * https://docs.oracle.com/javase/8/docs/technotes/guides/vm/gctuning/
 */

/** `[Update RS (ms): Min: 0.0, Avg: 1.3, Max: 10.3, Diff: 10.3, Sum: 25.7]`, of several threads. */
const SPREAD = /\[([A-Z][A-Za-z ]{1,40})(?: \(ms\))?: (Min: \d[^[\]\n]{1,120})\]/g;
/** `[Clear CT: 1.5 ms]`, `[Parallel Time: 12.8 ms, GC Workers: 20]`. */
const SINGLE = /\[([A-Z][A-Za-z ]{1,40}): (\d{1,9}\.\d{1,6}) ms(?:, GC Workers: (\d{1,5}))?\]/g;
/** `[weak refs processing, 0.0003647 secs]`. */
const SECONDS = /\[([A-Za-z][A-Za-z ]{1,40}(?: \(parallel\))?) ?, (\d{1,9}\.\d{1,9}) secs\]/g;
/** `Eden: 276.0M(276.0M)->0.0B(276.0M)`, `Survivors: 40.0M->40.0M`. */
const GENERATION =
  /\b(Eden|Survivors|Heap): (\d{1,9}\.\d[BKMG])(?:\((\d{1,9}\.\d[BKMG])\))?->(\d{1,9}\.\d[BKMG])(?:\((\d{1,9}\.\d[BKMG])\))?/g;
/** `[1 CMS-initial-mark: 131804K(174784K)]`, `[YG occupancy: 113198 K (157248 K)]`. */
const OCCUPANCY = /\[(?:\d CMS-([a-z-]{4,20})|YG occupancy): (\d{1,12}) ?K ?\((\d{1,12}) ?K\)\]/g;
/** `[GC pause (G1 Evacuation Pause) (young), …`, `[GC (CMS Initial Mark) …`, `[GC concurrent-mark-start]`. */
const HEAD = /^\[(?:Full )?GC(?: ([a-z][a-z-]{1,40}))?((?: ?\([\w .-]{1,64}\)){0,4})/;
const UNIT: Readonly<Record<string, number>> = { B: 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };
/** One collection's details are a few thousand characters. */
const REACH = 8_192;

type Phase = number | Record<string, number>;

export function readGcDetails(draft: RecordDraft, message: string): void {
  const text = message.slice(0, REACH);
  const head = HEAD.exec(text);
  draft.text('gc_action', head?.[1]).text('gc_phase', head?.[2]?.trim());
  const phases = phasesOf(text, draft);
  if (Object.keys(phases).length > 0) draft.json('gc_phases', JSON.stringify(phases));
  for (const [, name, before, sizeBefore, after, sizeAfter] of text.matchAll(GENERATION)) {
    const prefix = name!.toLowerCase();
    setBytes(draft, `${prefix}_before_bytes`, before);
    setBytes(draft, `${prefix}_size_before_bytes`, sizeBefore);
    setBytes(draft, `${prefix}_after_bytes`, after);
    setBytes(draft, prefix === 'heap' ? 'heap_bytes' : `${prefix}_size_bytes`, sizeAfter);
  }
  for (const [, old, used, size] of text.matchAll(OCCUPANCY)) {
    const prefix = old === undefined ? 'young' : 'old';
    setBytes(draft, `${prefix}_used_bytes`, `${used}K`);
    setBytes(draft, `${prefix}_size_bytes`, `${size}K`);
  }
}

/** In milliseconds, but for the counts among them. */
function phasesOf(text: string, draft: RecordDraft): Record<string, Phase> {
  const phases: Record<string, Phase> = {};
  for (const [, name, spread] of text.matchAll(SPREAD)) {
    const numbers = spread!.split(', ').map((item) => item.split(': ') as [string, string]);
    const known = numbers.filter(([, number]) => Number.isFinite(Number(number)));
    phases[snakeCase(name!)] = Object.fromEntries(
      known.map(([key, number]) => [key.toLowerCase(), Number(number)]),
    );
  }
  for (const [, name, millis, workers] of text.matchAll(SINGLE)) {
    phases[snakeCase(name!)] = Number(millis);
    draft.number('gc_workers', workers);
  }
  for (const [, name, seconds] of text.matchAll(SECONDS)) {
    phases[snakeCase(name!.replace(' (parallel)', ''))] = Math.round(Number(seconds) * 1e7) / 1e4;
  }
  return phases;
}

function setBytes(draft: RecordDraft, name: string, size: string | undefined): void {
  if (size === undefined || draft.has(name)) return;
  draft.json(name, String(Math.round(Number(size.slice(0, -1)) * UNIT[size.at(-1)!]!)));
}

function snakeCase(name: string): string {
  return name.trim().toLowerCase().replaceAll(' ', '_');
}
