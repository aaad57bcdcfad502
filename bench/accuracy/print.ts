import type { Detector } from '../../pipeline/detection/detector.js';
import type { CanonScore, RejectScore } from './canon.js';
import { byFormat, type FormatScore, type LabelScore } from './confusion.js';
import { readSafely } from './records.js';
import type { Rivals } from './rivals.js';
import type { StampScore } from './stamps.js';
import { heading, percent, table } from './table.js';

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

export function printStamps({ cases, met, known, misses }: StampScore, show: number): void {
  heading('Times in every notation');
  console.log(`${cases} cases, ${met} read to the millisecond (${percent(met, cases)})`);
  printList('not met:', misses, Math.max(20, show));
  for (const [why, count] of known) console.log(`  ${count} read otherwise on purpose: ${why}`);
}

function printList(what: string, list: readonly string[], most: number): void {
  for (const item of list.slice(0, most)) console.log(`  ${what} ${item}`);
  if (list.length > most) console.log(`  … and ${list.length - most} more`);
}
