import { type MemberSpan, memberSpans } from './members.js';
import { profileOf } from './profiles.js';
import {
  type FieldRole,
  LEVEL,
  MESSAGE,
  METADATA,
  NO_RANK,
  type Profile,
  type Rules,
  TIMESTAMP,
} from './rules.js';
import { OPEN_BRACE, QUOTE } from './scanner.js';
import { JsonShape } from './shape.js';

/*
 * Writes the regular expression of a record's shape. Wherever it can go on in two ways, the next character decides
 * which, so matching is linear.
 */

const TEXT = '[^"\\\\\\u0000-\\u001f]*';
const ESCAPE = '\\\\(?:["\\\\/bfnrt]|u[0-9a-fA-F]{4})';
const ESCAPED_TEXT = `${TEXT}(?:${ESCAPE}${TEXT})*`;
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
  if (record.length > LONGEST_LEARNED) return undefined;
  const writer = new ShapeWriter(record, record.indexOf('{'));
  return writer.isLearnable() ? writer.shape() : undefined;
}

class ShapeWriter {
  readonly #spans: readonly MemberSpan[];
  readonly #profile: Profile;
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
    this.#profile = profileOf(new Set(this.#spans.map(({ name }) => name)));
    this.#winners = winners(record, this.#spans, this.#profile.rules);
  }

  /** Whether all that becomes of the record can be said by slices of it. */
  isLearnable(): boolean {
    const { rename, access, details, levelOf, rules } = this.#profile;
    if (rename !== undefined || access === true || details !== undefined || levelOf !== undefined)
      return false;
    const message = this.#winners.get(MESSAGE);
    const others =
      message === undefined
        ? this.record
        : this.record.slice(0, message.start) + this.record.slice(message.end);
    return !NEEDS_CARE.test(others) && !this.#looksInside(this.#spans, rules);
  }

  /** Whether a member has another name in the metadata, or a field of the event may come out of an object. */
  #looksInside(spans: readonly MemberSpan[], rules: Rules): boolean {
    return spans.some((span) => {
      const rule = rules.get(span.name);
      if (rule?.name !== undefined) return true;
      if (this.record.charCodeAt(span.start) !== OPEN_BRACE) return false;
      if (rule?.role === TIMESTAMP && this.#mayWin(TIMESTAMP, rule.rank)) return true;
      return rule?.inner !== undefined && this.#mayGive(memberSpans(this.record, span.start), rule.inner);
    });
  }

  #mayGive(spans: readonly MemberSpan[], rules: Rules): boolean {
    return (
      spans.some(({ name }) => {
        const rule = rules.get(name);
        return rule?.role !== undefined && this.#mayWin(rule.role, rule.rank);
      }) || this.#looksInside(spans, rules)
    );
  }

  #mayWin(role: FieldRole, rank: number): boolean {
    const winner = this.#winners.get(role);
    return winner === undefined || rank <= this.#profile.rules.get(winner.name)!.rank;
  }

  shape(): JsonShape | undefined {
    if (!this.#areUsable() || this.#hasClash()) return undefined;
    for (const span of this.#spans) if (!this.#write(span)) return undefined;
    this.#endRun();
    this.#literal(this.record.length);
    const level = this.#winners.get(LEVEL);
    return new JsonShape(`${this.#source}$`, this.#profile, {
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
    const role = this.#profile.rules.get(span.name)?.role;
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
    const text = role === MESSAGE ? ESCAPED_TEXT : TEXT;
    this.#source += this.#isString(span) ? `"(${text})"` : `(${NUMBER})`;
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
function winners(record: string, spans: readonly MemberSpan[], rules: Rules): Map<FieldRole, MemberSpan> {
  const chosen = new Map<FieldRole, MemberSpan>();
  for (const span of spans) {
    const { role, rank = NO_RANK } = rules.get(span.name) ?? {};
    if (role === undefined || (role !== METADATA && /[[{]/.test(record.charAt(span.start)))) continue;
    const rival = chosen.get(role);
    if (rank <= (rival === undefined ? NO_RANK : rules.get(rival.name)!.rank)) chosen.set(role, span);
  }
  return chosen;
}
