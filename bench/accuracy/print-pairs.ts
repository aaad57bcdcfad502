import type { PairScore } from './pairs.js';
import { heading, percent, table } from './table.js';

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
