import type { Detector } from '../../pipeline/detection/detector.js';
import type { CanonScore, RejectScore } from './canon.js';
import { byFormat, type FormatScore, type LabelScore } from './confusion.js';
import type { PairScore } from './pairs.js';
import { readSafely } from './records.js';
import type { Rivals } from './rivals.js';

/** Goals of the summary: of every format, and of all records. */
const RIGHT_GOAL = 0.995;
const WRONG_GOAL = 0.001;

interface ConfusionView {
  readonly show: number;
  readonly detector: Detector;
}

export function printConfusion(scores: readonly LabelScore[], { show, detector }: ConfusionView): void {
  heading('Who claims the records of each label');
  const rows = scores.map((score) => {
    const { label, formats, records, right, leftOut, why } = score;
    const share = formats.length === 0 ? 'none' : percent(right, records);
    const notes = [
      claimsOf(score),
      leftOut > 0 ? `(${leftOut} left out)` : '',
      why === undefined ? '' : `[${why}]`,
    ];
    return [label, String(records), share, formats.join(' '), notes.filter(Boolean).join(' ')];
  });
  table(['label', 'records', 'right', 'right is', 'claimed by others'], rows, [1, 2]);
  if (show > 0) for (const score of scores) showMissed(score, show, detector);
  printSummary(byFormat(scores));
}

/** Claims that are not right, the most frequent first. */
function claimsOf({ formats, claims }: LabelScore): string {
  return [...claims]
    .filter(([format]) => !formats.includes(format))
    .sort(([, a], [, b]) => b - a)
    .map(([format, count]) => `${format} ${count}`)
    .join(', ');
}

function showMissed({ label, formats, missed }: LabelScore, show: number, detector: Detector): void {
  if (formats.length === 0 || missed.length === 0) return;
  console.log(`\n${label}: missed ${missed.length}, right would be ${formats.join(' or ')}`);
  for (const { path, record } of missed.slice(0, show)) {
    console.log(`  ${record.slice(0, 200).replaceAll('\n', '⏎')}`);
    console.log(`    ${readSafely(detector, record).why}`);
    console.log(`    ${path}`);
  }
}

function printSummary(formats: readonly FormatScore[]): void {
  heading('By format');
  const rows = formats.map(({ format, labels, records, right, wrong }) => [
    right / records >= RIGHT_GOAL && wrong / records <= WRONG_GOAL ? '' : '✗',
    ...[format, String(records), percent(right, records), percent(wrong, records), labels.join(' ')],
  ]);
  table(['', 'format', 'records', 'right', 'false', 'labels'], rows, [2, 3, 4]);
  const reached = formats.filter(({ records, right }) => right / records >= RIGHT_GOAL).length;
  const share = (of: (score: FormatScore) => number) =>
    formats.reduce((total, score) => total + of(score) / score.records, 0) / Math.max(1, formats.length);
  const right = share((score) => score.right);
  const wrong = share((score) => score.wrong);
  console.log(
    `\n${reached} of ${formats.length} formats reach ${RIGHT_GOAL * 100} %. ` +
      `Each format weighing the same: ${(right * 100).toFixed(2)} % right, ` +
      `${(wrong * 100).toFixed(2)} % claimed by another's parser.`,
  );
}

/** Records that would be another format's if one of that had come before. */
export function printRivals(rivals: readonly Rivals[]): void {
  heading('Records that two parsers claim');
  if (rivals.length === 0) console.log('none');
  for (const { winner, rival, times, first } of rivals) {
    console.log(`  ${times} × ${winner}, by ${rival}, too: ${first.slice(0, 120).replaceAll('\n', '⏎')}`);
  }
}

/** What bench/accuracy/floors.ts would be now. */
export function printFloors(formats: readonly FormatScore[]): void {
  for (const { format, right, records } of formats) {
    const name = /^\w+$/.test(format) ? format : `'${format}'`;
    console.log(`  ${name}: ${Math.floor((right / records) * 1000) / 10},`);
  }
}

export function printCanon({ name, cases, fields, misses, unclaimed }: CanonScore, show: number): void {
  heading(`Cases in one vocabulary: ${name}`);
  console.log(
    `${cases} cases, ${fields - misses.length} of ${fields} fields (${percent(fields - misses.length, fields)})`,
  );
  printList('claimed by', unclaimed, Math.max(3, show));
  printList('not met:', misses, Math.max(3, show));
}

export function printRejects({ cases, claimed, known }: RejectScore, show: number): void {
  heading('Records that the format itself rejects');
  console.log(`${cases} cases, ${claimed.length} claimed all the same`);
  const shown = claimed.map(({ format, raw }) => `${format}: ${JSON.stringify(raw.slice(0, 120))}`);
  printList('claimed:', shown, Math.max(20, show));
  for (const [why, count] of known) console.log(`  ${count} claimed on purpose: ${why}`);
}

function printList(what: string, list: readonly string[], most: number): void {
  for (const item of list.slice(0, most)) console.log(`  ${what} ${item}`);
  if (list.length > most) console.log(`  … and ${list.length - most} more`);
}

export function heading(text: string): void {
  console.log(`\n── ${text} ──`);
}

/** @param right columns that are aligned to the right */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[],
): void {
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]!.length)));
  for (const row of [head, ...rows]) {
    const cells = row.map((cell, column) => {
      if (column === row.length - 1) return cell;
      return right.includes(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!);
    });
    console.log(cells.join('  '));
  }
}

export function percent(part: number, whole: number): string {
  if (whole === 0) return '–';
  // Never rounded up to the whole.
  return `${(Math.floor((part / whole) * 10_000) / 100).toFixed(2)} %`;
}

/** @param one true to say what we have in the stead of each field that is not met */
export function printPairs(scores: readonly PairScore[], one: boolean, show: number): void {
  heading('Fields that other tools find');
  const rows = scores
    .filter(({ met, misses, known }) => met + misses.length + known.length > 0)
    .map((score) => [score.file.replace('pairs/', ''), ...pairRow(score)]);
  table(
    ['', 'format', 'cases', 'fields', 'met', 'known', 'share', 'claimed by; not met most often'],
    rows,
    [2, 3, 4, 5, 6],
  );
  if (one) printMisses(scores, show);
  printUnscored(scores);
  const fields = total(scores, ({ met, misses, known }) => met + misses.length + known.length);
  const met = total(scores, (score) => score.met);
  const known = total(scores, (score) => score.known.length);
  console.log(
    `\n${met} of ${fields} fields met (${percent(met, fields)}), ${known} otherwise on purpose, ` +
      `${total(scores, (score) => score.misses.length)} not met; ${total(scores, (score) => score.skipped)} that tools add are not counted.`,
  );
  printKnown(scores);
}

function pairRow({ format, cases, met, misses, known, claims }: PairScore): string[] {
  const fields = met + misses.length + known.length;
  const claimed = [...claims].map(([name, count]) => `${name} ${count}`).join(', ');
  const worst = frequent(misses.map(({ field }) => field)).slice(0, 4);
  const why = worst.map(([field, count]) => `${field} ${count}`).join(', ');
  return [
    ...[format, String(cases), String(fields), String(met), String(known.length), percent(met, fields)],
    why === '' ? claimed : `${claimed}; ${why}`,
  ];
}

function printMisses(scores: readonly PairScore[], show: number): void {
  for (const { format, misses } of scores) {
    const groups = frequent(misses.map(({ field }) => field));
    for (const [field, count] of groups) {
      const list = misses.filter((miss) => miss.field === field);
      const { unnamed, elsewhere } = list[0]!;
      const hint = elsewhere === undefined ? '' : ` (the value is in ${elsewhere})`;
      console.log(`\n${format} ${field}: ${count} not met${unnamed ? ', no such name here' : ''}${hint}`);
      for (const { want, got, raw, claimedBy } of list.slice(0, Math.max(1, show))) {
        console.log(`  want ${shown(want)}`);
        console.log(`  got  ${shown(got)}`);
        console.log(`  in   ${claimedBy}: ${raw.slice(0, 200).replaceAll('\n', '⏎')}`);
      }
    }
  }
}

/** Fields by how many cases miss them, with the names of ours that have the value: rows the tables of names lack. */
export function printMissedNames(scores: readonly PairScore[], most: number): void {
  heading('Fields not met, the most frequent first');
  const misses = scores.flatMap((score) => score.misses);
  for (const [field, count] of frequent(misses.map((miss) => miss.field)).slice(0, most)) {
    const list = misses.filter((miss) => miss.field === field);
    const names = frequent(list.flatMap(({ elsewhere }) => elsewhere ?? []));
    const formats = frequent(list.map(({ format, claimedBy }) => `${format}→${claimedBy}`));
    const first = (groups: [string, number][]) =>
      groups.slice(0, 4).map(([name, times]) => `${name} ${times}`);
    console.log(
      `${count} ${field}: value in ${first(names).join(', ') || '–'}; of ${first(formats).join(', ')}`,
    );
  }
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 160);
}

function printUnscored(scores: readonly PairScore[]): void {
  const byReason = new Map<string, { cases: number; formats: Set<string> }>();
  for (const { format, unscored } of scores) {
    for (const [why, cases] of unscored) {
      const entry = byReason.get(why) ?? { cases: 0, formats: new Set<string>() };
      byReason.set(why, { cases: entry.cases + cases, formats: entry.formats.add(format) });
    }
  }
  if (byReason.size === 0) return;
  heading('Pairs that are not scored');
  const rows = [...byReason].map(([why, { cases, formats }]) => [String(cases), why, [...formats].join(' ')]);
  table(['cases', 'why', 'formats'], rows, [0]);
}

function printKnown(scores: readonly PairScore[]): void {
  const reasons = frequent(
    scores.flatMap(({ format, known }) => known.map(({ why, miss }) => `${format} ${miss.field}: ${why}`)),
  );
  if (reasons.length === 0) return;
  heading('Read otherwise on purpose');
  for (const [why, count] of reasons) console.log(`  ${count} × ${why}`);
}

function frequent(list: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const item of list) counts.set(item, (counts.get(item) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}

function total(scores: readonly PairScore[], of: (score: PairScore) => number): number {
  return scores.reduce((sum, score) => sum + of(score), 0);
}
