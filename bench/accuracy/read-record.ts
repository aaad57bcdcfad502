import type { DetectionReport } from '../../pipeline/detection/detector.js';
import { levelOfWord } from '../../pipeline/level.js';
import { isNothing, sameMeasure, sameValue } from './compare.js';
import { derivedValue } from './derived.js';
import { leavesOf } from './flatten.js';
import type { Target } from './names/types.js';
import { sameInstant } from './times.js';

const EVENT_FIELDS = ['level', 'source', 'application', 'message', 'format'] as const;

/** A record as we read it, by names. */
export class ReadRecord {
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
      names.some((name) => this.#holds(name, want, scale)) ||
      this.#makes(target, want) ||
      (names.length === 0 && isNothing(want));
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

  #makes(target: Target | undefined, want: unknown): boolean {
    if (typeof target !== 'object' || !('as' in target)) return false;
    const { as } = target;
    return namesOf(target).some((name) => sameValue(as(this.#value(name)), want));
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
