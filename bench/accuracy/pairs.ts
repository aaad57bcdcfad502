import type { DetectionReport, Detector } from '../../pipeline/detection/detector.js';
import { levelOfWord } from '../../pipeline/level.js';
import { isNothing, sameMeasure, sameValue } from './compare.js';
import { type Case, casesOf } from './corpora.js';
import { derivedValue } from './derived.js';
import { leavesOf } from './flatten.js';
import { knownReason } from './known.js';
import { targetOf } from './names/index.js';
import type { Target } from './names/types.js';
import { pairFormatOf } from './pair-formats.js';
import { readSafely } from './records.js';
import { sameInstant } from './times.js';
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
  const { unscored, ours } = pairFormatOf(pair.format);
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
  const want = value === '${RAW}' ? pair.raw : value;
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

const EVENT_FIELDS = ['level', 'source', 'application', 'message', 'format'] as const;

/** A record as we read it, by names. */
class ReadRecord {
  readonly #report: DetectionReport;
  readonly #leaves: Map<string, unknown>;
  readonly #alike = new Map<string, string>();

  constructor(report: DetectionReport) {
    this.#report = report;
    const { event } = report;
    const metadata = event.peekMetadata();
    this.#leaves = leavesOf(metadata);
    for (const [name, value] of Object.entries(metadata)) this.#leaves.set(name, value);
    for (const name of this.#leaves.keys()) this.#alike.set(name.split('.').map(plainName).join('.'), name);
    for (const name of EVENT_FIELDS) this.#alike.set(name, name);
  }

  get format(): string {
    return this.#report.format;
  }

  get message(): string {
    return this.#report.event.message;
  }

  compare(field: string, target: Target | undefined, want: unknown) {
    const names = this.#namesFor(field, target);
    const scale = typeof target === 'object' && 'ours' in target ? target.ours : 1;
    const met =
      names.some((name) => this.#holds(name, want, scale)) || (names.length === 0 && isNothing(want));
    const got = names.map((name) => this.#value(name)).find((value) => !isNothing(value));
    return { met, got, unnamed: got === undefined };
  }

  /** A name of ours that has the value, for those who write the table. */
  nameOf(want: unknown): string | undefined {
    if (isNothing(want)) return undefined;
    for (const name of EVENT_FIELDS) if (this.#holds(name, want, 1)) return name;
    for (const [name, value] of this.#leaves) if (sameValue(value, want)) return name;
    return sameInstant(this.#report.event, want) ? 'timestamp' : undefined;
  }

  /** Where the table says, and where a record that names its fields itself has them. */
  #namesFor(field: string, target: Target | undefined): readonly string[] {
    return [...namesOf(target), ...this.#alikeOf(field)];
  }

  /** The same name, or one of which the other is the end: `node.name` for `elasticsearch.node.name`. */
  #alikeOf(field: string): readonly string[] {
    const parts = field.split('.').map(plainName);
    const found: string[] = [];
    for (let from = 0; from < parts.length; from++) {
      const name = this.#alike.get(parts.slice(from).join('.'));
      if (name !== undefined) found.push(name);
    }
    const end = `.${parts.join('.')}`;
    for (const [alike, name] of this.#alike) if (alike.endsWith(end)) found.push(name);
    return found;
  }

  #holds(name: string, want: unknown, scale: number): boolean {
    if (name === 'timestamp' && sameInstant(this.#report.event, want)) return true;
    if (name === '+name') return this.#leaves.has(String(want)) || this.#holds('+any', want, 1);
    if (name === '+any') return [...this.#leaves.values()].some((value) => sameValue(value, want));
    const value = this.#value(name);
    if (name === 'level' && typeof want === 'string' && levelOfWord(want.trim()) === value) return true;
    if (scale !== 1) return sameMeasure(Number(value) * scale, want) || sameValue(value, want);
    return sameValue(value, want);
  }

  #value(name: string): unknown {
    const { event } = this.#report;
    if (name === 'timestamp') return event.timestamp;
    if (EVENT_FIELDS.includes(name as 'level')) return event[name as (typeof EVENT_FIELDS)[number]];
    if (/^[+#]/.test(name)) return derivedValue(name, this.#leaves);
    if (name.startsWith('*')) return this.#valueAtEnd(name.slice(1));
    return this.#leaves.get(name.replace(/^metadata\./, ''));
  }

  /** The value of a name within an object, whatever the object is called. */
  #valueAtEnd(name: string): unknown {
    for (const [path, value] of this.#leaves) if (path === name || path.endsWith(`.${name}`)) return value;
    return undefined;
  }
}

function namesOf(target: Target | undefined): readonly string[] {
  if (typeof target === 'string') return [target];
  if (Array.isArray(target)) return target as readonly string[];
  return target !== undefined && 'field' in target ? ([target.field].flat() as string[]) : [];
}

/** `NodeName`, `node_name` and `nodeName` are one name. */
function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

export function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
