import type { Pair } from './conversions.js';
import { join, type MemberSpan, memberSpans, stringAt } from './members.js';
import type { Rule, Rules } from './rules.js';
import { OPEN_BRACE, QUOTE } from './scanner.js';

/** A member of a record on its way to a field of the event, to another name in the metadata, or to none of them. */
export class MemberNode {
  /** Given to a field of the event: not in the metadata. */
  taken = false;
  /** What stands in the metadata in its stead. */
  pairs: readonly Pair[] | undefined;
  children: readonly MemberNode[] | undefined;

  constructor(
    readonly record: string,
    readonly span: MemberSpan,
    readonly rule: Rule | undefined,
  ) {
    if (rule?.inner !== undefined && record.charCodeAt(span.start) === OPEN_BRACE) {
      this.children = nodesOf(record, memberSpans(record, span.start, span.end), rule.inner);
    }
  }

  get isString(): boolean {
    return this.record.charCodeAt(this.span.start) === QUOTE;
  }

  /** The value as JSON text. */
  get json(): string {
    return this.record.slice(this.span.start, this.span.end);
  }

  /** A string's text, any other value as it is written. */
  get text(): string {
    const { start, end, escaped } = this.span;
    return this.isString ? stringAt(this.record, start, end, escaped) : this.json;
  }

  /** The whole member as it is written. */
  get memberText(): string {
    return this.record.slice(this.span.nameStart, this.span.end);
  }

  /** Whether its text in the metadata is not that of the record. */
  get isChanged(): boolean {
    return (
      this.taken || this.pairs !== undefined || (this.children?.some((child) => child.isChanged) ?? false)
    );
  }
}

export function nodesOf(record: string, spans: readonly MemberSpan[], rules: Rules): MemberNode[] {
  return spans.map((span) => new MemberNode(record, span, rules.get(span.name)));
}

/** The members that stay, without braces. Runs of them that stand side by side are cut out in one piece. */
export function restOf(record: string, nodes: readonly MemberNode[]): string {
  let rest = '';
  let runStart = -1;
  let runEnd = -1;
  const endRun = () => {
    if (runStart >= 0) rest = join(rest, record.slice(runStart, runEnd));
    runStart = -1;
  };
  for (const node of nodes) {
    if (!node.isChanged) {
      if (runStart < 0) runStart = node.span.nameStart;
      runEnd = node.span.end;
      continue;
    }
    endRun();
    const left = node.taken || node.pairs !== undefined ? '' : restOf(record, node.children ?? []);
    if (left !== '') rest = join(rest, `${record.slice(node.span.nameStart, node.span.start)}{${left}}`);
  }
  endRun();
  return rest;
}
