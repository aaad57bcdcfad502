import { FIELD_NAMES, type FieldRole, LEVEL, METADATA, NO_RANK, TIMESTAMP } from './fields.js';
import { type MemberSpan, memberSpans } from './members.js';
import { OPEN_BRACE, QUOTE } from './scanner.js';
import { JsonShape } from './shape.js';

/*
 * Writes the regular expression of a record's shape. Wherever it can go on in two ways, the next character decides
 * which, so matching is linear.
 */

const TEXT = '[^"\\\\\\u0000-\\u001f]*';
const NUMBER = '-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?';
const SCALAR = `(?:"${TEXT}"|${NUMBER}|true|false|null)`;
const SCALARS = `\\[(?:${SCALAR}(?:,${SCALAR})*)?\\]`;
const IS_SCALAR = new RegExp(`^${SCALAR}$`);
const IS_SCALARS = new RegExp(`^${SCALARS}$`);
const NEEDS_CARE = /[\\\u0000-\u001f]/;
/** Longer records gain little, and the memory that matching takes is bounded by it. */
export const LONGEST_LEARNED = 8_192;
const DEEPEST = 8;
const FIELDS = 5;

/** The shape of a record that is valid JSON; undefined where a record of its kind needs the general reader. */
export function learnShape(record: string): JsonShape | undefined {
  if (record.length > LONGEST_LEARNED || NEEDS_CARE.test(record)) return undefined;
  return new ShapeWriter(record, record.indexOf('{')).shape();
}

class ShapeWriter {
  readonly #spans: readonly MemberSpan[];
  readonly #winners: ReadonlyMap<FieldRole, MemberSpan>;
  readonly #fields: number[] = new Array(FIELDS).fill(0);
  readonly #members: number[] = [];
  #source = '^';
  #groups = 0;
  /** Up to where the record has been written. */
  #at = 0;
  #inRun = false;

  constructor(
    private readonly record: string,
    open: number,
  ) {
    this.#spans = memberSpans(record, open);
    this.#winners = winners(record, this.#spans);
  }

  shape(): JsonShape | undefined {
    if (!this.#areUsable() || this.#hasClash()) return undefined;
    for (const span of this.#spans) if (!this.#write(span)) return undefined;
    this.#endRun();
    this.#literal(this.record.length);
    const level = this.#winners.get(LEVEL);
    return new JsonShape(`${this.#source}$`, {
      fields: this.#fields,
      members: this.#members,
      levelIsString: level !== undefined && this.#isString(level),
    });
  }

  /** Whether two members, or one and the one that a level may add, would meet in the metadata. */
  #hasClash(): boolean {
    const nested = this.#winners.get(METADATA);
    const names = [...this.#spans, ...(nested === undefined ? [] : memberSpans(this.record, nested.start))]
      .filter((span) => span !== nested)
      .map(({ name }) => name);
    return new Set(names).size < names.length || names.includes('original_level');
  }

  /** Whether each field's value is of a kind that can be used, and so of the kind that the shape will ask for. */
  #areUsable(): boolean {
    return [...this.#winners].every(([role, span]) => {
      if (role === METADATA) return this.record.charCodeAt(span.start) === OPEN_BRACE;
      return this.#isString(span) || ((role === TIMESTAMP || role === LEVEL) && this.#isNumber(span));
    });
  }

  #write(span: MemberSpan): boolean {
    const role = FIELD_NAMES.get(span.name)?.role;
    if (role === undefined || this.#winners.get(role) !== span) return this.#writeMember(span);
    this.#endRun();
    this.#literal(span.start);
    return role === METADATA ? this.#writeMetadata(span) : this.#writeField(role, span);
  }

  /** A member that goes to the metadata, in one group with those at its side. */
  #writeMember(span: MemberSpan): boolean {
    if (!this.#inRun) {
      this.#literal(span.nameStart);
      this.#openGroup(this.#members);
      this.#inRun = true;
    }
    this.#literal(span.start);
    return this.#writeValue(span, 0);
  }

  #writeMetadata(span: MemberSpan): boolean {
    const inner = memberSpans(this.record, span.start);
    if (inner.length > 0) {
      this.#literal(inner[0]!.nameStart);
      this.#openGroup(this.#members);
      if (!this.#writeMembers(inner, 1)) return false;
      this.#source += ')';
    }
    this.#literal(span.end);
    return true;
  }

  #writeField(role: FieldRole, span: MemberSpan): boolean {
    this.#groups += 1;
    this.#fields[role] = this.#groups;
    this.#source += this.#isString(span) ? `"(${TEXT})"` : `(${NUMBER})`;
    this.#at = span.end;
    return true;
  }

  #writeMembers(spans: readonly MemberSpan[], depth: number): boolean {
    return spans.every((span) => {
      this.#literal(span.start);
      return this.#writeValue(span, depth);
    });
  }

  #writeValue({ start, end }: MemberSpan, depth: number): boolean {
    if (this.record.charCodeAt(start) === OPEN_BRACE && depth < DEEPEST) {
      if (!this.#writeMembers(memberSpans(this.record, start), depth + 1)) return false;
      this.#literal(end);
      return true;
    }
    const value = this.record.slice(start, end);
    if (!IS_SCALAR.test(value) && !IS_SCALARS.test(value)) return false;
    this.#source += value.startsWith('[') ? SCALARS : SCALAR;
    this.#at = end;
    return true;
  }

  #endRun(): void {
    if (this.#inRun) this.#source += ')';
    this.#inRun = false;
  }

  #openGroup(kind: number[]): void {
    this.#groups += 1;
    kind.push(this.#groups);
    this.#source += '(';
  }

  /** What stands in the record up to `end`, to the letter. */
  #literal(end: number): void {
    this.#source += this.record.slice(this.#at, end).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    this.#at = end;
  }

  #isString(span: MemberSpan): boolean {
    return this.record.charCodeAt(span.start) === QUOTE;
  }

  #isNumber(span: MemberSpan): boolean {
    return /[-\d]/.test(this.record.charAt(span.start));
  }
}

/**
 * The member that gives each field, as the general reader chooses it. An object under the name of a text (`host` in
 * ECS) gives none, in this record as in all that match.
 */
function winners(record: string, spans: readonly MemberSpan[]): Map<FieldRole, MemberSpan> {
  const chosen = new Map<FieldRole, MemberSpan>();
  for (const span of spans) {
    const field = FIELD_NAMES.get(span.name);
    if (field === undefined || (field.role !== METADATA && /[[{]/.test(record.charAt(span.start)))) continue;
    const rival = chosen.get(field.role);
    const rank = rival === undefined ? NO_RANK : FIELD_NAMES.get(rival.name)!.rank;
    if (field.rank <= rank) chosen.set(field.role, span);
  }
  return chosen;
}
