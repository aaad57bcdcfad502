import type { Detector } from '../../pipeline/detection/detector.js';
import { type Case, casesOf } from './corpora.js';
import { leavesOf } from './flatten.js';
import { knownReason } from './known.js';
import { targetOf } from './names/index.js';
import type { Target } from './names/types.js';
import { pairFormatOf } from './pair-formats.js';
import { ReadRecord } from './read-record.js';
import { readSafely } from './records.js';
import { expectedFields } from './unwrap.js';

/** A field that another tool finds and we do not have, or have otherwise. */
export interface FieldMiss {
  readonly format: string;
  readonly field: string;
  readonly want: unknown;
  /** Ours in its stead; undefined when there is none. */
  readonly got: unknown;
  readonly claimedBy: string;
  readonly raw: string;
  /** The message of ours. */
  readonly message: string;
  /** We have nothing under any name that it could have. */
  readonly unnamed: boolean;
  /** A name of ours that has the value, when the table says another. */
  readonly elsewhere: string | undefined;
}

/** The fields of one format's pairs in one file. */
export interface PairScore {
  readonly file: string;
  readonly format: string;
  cases: number;
  met: number;
  skipped: number;
  readonly misses: FieldMiss[];
  /** Missed on purpose, with the reason. */
  readonly known: { readonly miss: FieldMiss; readonly why: string }[];
  /** Cases that cannot be scored, by the reason. */
  readonly unscored: Map<string, number>;
  readonly claims: Map<string, number>;
}

/** What is scored: the cases of a file of the corpora. */
export function pairScores(file: string, detector: Detector, wanted?: string): PairScore[] {
  const scores = new Map<string, PairScore>();
  for (const pair of casesOf(file)) {
    if (wanted !== undefined && !pair.format.includes(wanted)) continue;
    let score = scores.get(pair.format);
    if (score === undefined) {
      score = emptyScore(file, pair.format);
      scores.set(pair.format, score);
    }
    score.cases += 1;
    scorePair(score, pair, detector);
  }
  return [...scores.values()];
}

function emptyScore(file: string, format: string): PairScore {
  return {
    ...{ file, format, cases: 0, met: 0, skipped: 0 },
    ...{ misses: [], known: [], unscored: new Map(), claims: new Map() },
  };
}

function scorePair(score: PairScore, pair: Case, detector: Detector): void {
  const { unscored, ours } = pairFormatOf(pair.format, pair.raw);
  const report = readSafely(detector, pair.raw);
  const why = unscored ?? reasonNotToScore(pair, report.format === 'plain' && ours === undefined);
  if (why !== undefined) {
    count(score.unscored, why);
    return;
  }
  count(score.claims, report.format);
  const read = new ReadRecord(report);
  for (const [field, value] of leavesOf(expectedFields(pair)!)) scoreField(score, pair, read, field, value);
}

function reasonNotToScore(pair: Case, unclaimed: boolean): string | undefined {
  if (pair.raw === 'tc.input') return 'the record is missing from the corpora';
  if (pair.expected === null) return 'to be rejected: see the table of rejected records';
  if (expectedFields(pair) === undefined) return 'expects no fields, or those of several records';
  return unclaimed ? 'no format of ours' : undefined;
}

function scoreField(score: PairScore, pair: Case, read: ReadRecord, field: string, value: unknown): void {
  const want = /^\$\{RAW\}$/.test(String(value)) ? pair.raw : value;
  const target = targetOf(pair.format, field);
  if (isSkipped(target) || isWholeRecord(field, want, pair.raw)) {
    score.skipped += 1;
    return;
  }
  const { met, got, unnamed } = read.compare(field, target, want);
  if (met) {
    score.met += 1;
    return;
  }
  const elsewhere = read.nameOf(want);
  const { format, raw } = pair;
  const miss = {
    format,
    field,
    want,
    got,
    claimedBy: read.format,
    raw,
    message: read.message,
    unnamed,
    elsewhere,
  };
  const why = knownReason(miss);
  if (why === undefined) score.misses.push(miss);
  else score.known.push({ miss, why });
}

function isSkipped(target: Target | undefined): boolean {
  return typeof target === 'object' && 'skip' in target;
}

/** Many tools keep the record as it is for the message, which says nothing of how it is read. */
function isWholeRecord(field: string, want: unknown, raw: string): boolean {
  return typeof want === 'string' && /message$|^raw$|original$/.test(field) && want.trim() === raw.trim();
}

export function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
