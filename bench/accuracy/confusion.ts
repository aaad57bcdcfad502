import type { Detector } from '../../pipeline/detection/detector.js';
import type { RawFile } from './corpora.js';
import { joinLines } from './join.js';
import { LABELS, type Label } from './labels.js';
import { eventsOf, readSafely } from './records.js';

/** A record that was not claimed by the right parser. */
export interface Missed {
  readonly path: string;
  readonly record: string;
  readonly claimedBy: string;
  /** Another format's parser has it, and not only an envelope or nobody. */
  readonly wrong: boolean;
}

/** What became of the records of one label. */
export interface LabelScore {
  readonly label: string;
  /** The formats that are right; empty when the label is no format of lines. */
  readonly formats: readonly string[];
  readonly why: string | undefined;
  records: number;
  right: number;
  /** Records that `not` of the label leaves out. */
  leftOut: number;
  readonly claims: Map<string, number>;
  readonly missed: Missed[];
}

/** The records of a file in their order; those that the label leaves out are not counted. */
export function recordsOf({ label: name, lines }: RawFile): { record: string; counted: boolean }[] {
  const label = LABELS[name];
  return joinLines(lines, label?.start).map((record) => ({
    record,
    counted: !(label?.not?.test(record) ?? false),
  }));
}

/** The confusion table over the files, a row for each label. */
export function confusion(files: readonly RawFile[], detector: Detector): LabelScore[] {
  const scores = new Map<string, LabelScore>();
  for (const file of files) {
    const label: Label = LABELS[file.label] ?? { why: 'not yet in bench/accuracy/labels.ts' };
    let score = scores.get(file.label);
    if (score === undefined) {
      score = emptyScore(file.label, label);
      scores.set(file.label, score);
    }
    addFile(score, label, file, detector);
  }
  return [...scores.values()].sort((a, b) => (a.label < b.label ? -1 : 1));
}

function addFile(score: LabelScore, label: Label, file: RawFile, detector: Detector): void {
  const list = recordsOf(file);
  const events = eventsOf(list.map(({ record }) => record));
  list.forEach(({ record, counted }, index) => {
    const claimedBy = readSafely(detector, record, events[index]).format;
    if (counted) addClaim(score, label, file.path, record, claimedBy);
    else score.leftOut += 1;
  });
}

function emptyScore(label: string, { formats = [], why }: Label): LabelScore {
  return { label, formats, why, records: 0, right: 0, leftOut: 0, claims: new Map(), missed: [] };
}

function addClaim(score: LabelScore, label: Label, path: string, record: string, claimedBy: string): void {
  score.records += 1;
  score.claims.set(claimedBy, (score.claims.get(claimedBy) ?? 0) + 1);
  if (score.formats.includes(claimedBy)) score.right += 1;
  else {
    const wrong = claimedBy !== 'plain' && !(label.vague?.includes(claimedBy) ?? false);
    score.missed.push({ path, record, claimedBy, wrong });
  }
}

/** All labels of one format together. */
export interface FormatScore {
  readonly format: string;
  readonly labels: readonly string[];
  readonly records: number;
  readonly right: number;
  readonly wrong: number;
}

export function byFormat(scores: readonly LabelScore[]): FormatScore[] {
  const groups = new Map<string, LabelScore[]>();
  for (const score of scores) {
    const format = score.formats[0];
    if (format === undefined || score.records === 0) continue;
    groups.set(format, [...(groups.get(format) ?? []), score]);
  }
  return [...groups].sort().map(([format, group]) => ({
    format,
    labels: group.map(({ label }) => label),
    records: sum(group, ({ records }) => records),
    right: sum(group, ({ right }) => right),
    wrong: sum(group, ({ missed }) => missed.filter(({ wrong }) => wrong).length),
  }));
}

function sum<T>(list: readonly T[], of: (item: T) => number): number {
  return list.reduce((total, item) => total + of(item), 0);
}
