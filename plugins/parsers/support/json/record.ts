import { ASSUMED_LEVEL, ASSUMED_TIME } from '../../../../pipeline/assumed.js';
import type { LogEvent } from '../../../../pipeline/event.js';
import { jsonString } from '../../../../pipeline/json-text.js';
import type { Level } from '../../../../pipeline/level.js';
import { CLAIMED, type Parser } from '../../../../pipeline/plugin.js';
import type { Micros } from '../../../../pipeline/time.js';
import { FieldTime, isLevelWord, readLevel } from '../field-values.js';
import { RequestFields } from './access-message.js';
import { type MemberNode, nodesOf, restOf } from './member-tree.js';
import { hasMember, join, spread } from './members.js';
import { GENERAL, profileOf } from './profiles.js';
import { RenamedMembers } from './renamed-members.js';
import {
  APPLICATION,
  type FieldRole,
  LEVEL,
  MESSAGE,
  METADATA,
  type Profile,
  SOURCE,
  TIMESTAMP,
} from './rules.js';
import { CLOSE_BRACE, OPEN_BRACE, OPEN_BRACKET } from './scanner.js';
import { TopLevelScanner } from './top-level.js';

type Chosen = (MemberNode | undefined)[];

/**
 * Reads a JSON object into an event. The members that name a field of the event go there; the others stay in the
 * metadata as the text they are.
 */
export class JsonRecordReader implements Parser {
  readonly #scanner = new TopLevelScanner();
  readonly #time = new FieldTime();
  readonly #renamed = new RenamedMembers();
  #profile: Profile = GENERAL;
  #chosen: Chosen = [];
  #micros: Micros = 0;
  #timeAssumed = 0;
  #level: Level = 'INFO';

  /** @param format `json` reads all records, another name those of that format only */
  constructor(readonly format: string) {}

  parse(record: string, event: LogEvent): number {
    const end = this.#scanner.scan(record);
    if (end < 0) return ~end;
    const { members, hasRare } = this.#scanner;
    const names = hasRare ? new Set(members.map(({ name }) => name)) : undefined;
    this.#profile = names === undefined ? GENERAL : profileOf(names);
    if (this.format !== 'json' && this.#profile.format !== this.format) return record.length;
    const nodes = nodesOf(record, members, this.#profile.rules);
    this.#chosen = [];
    this.#renamed.begin(this.#profile.rename);
    this.#choose(nodes);
    this.#fill(record, event, nodes, names);
    return CLAIMED;
  }

  #choose(nodes: readonly MemberNode[]): void {
    for (const node of nodes) {
      if (node.children !== undefined) this.#choose(node.children);
      const { rule } = node;
      if (rule?.role !== undefined) this.#take(node, rule.role, rule.rank);
      else if (rule?.name !== undefined) this.#renamed.offer(node, rule.name, rule);
    }
  }

  /** Takes a member for a field of the event, unless its value is unusable or a better name has given it. */
  #take(node: MemberNode, role: FieldRole, rank: number): void {
    const rival = this.#chosen[role];
    // Of two members with the same name the last one counts, as everywhere in JSON.
    if ((rival !== undefined && rank > rival.rule!.rank) || !this.#isUsable(node, role)) return;
    if (rival !== undefined) rival.taken = false;
    node.taken = true;
    this.#chosen[role] = node;
  }

  #isUsable(node: MemberNode, role: FieldRole): boolean {
    const code = node.record.charCodeAt(node.span.start);
    switch (role) {
      case METADATA:
        return code === OPEN_BRACE;
      case TIMESTAMP:
        return code !== OPEN_BRACKET && this.#readTime(node.text);
      case LEVEL:
        return code !== OPEN_BRACE && code !== OPEN_BRACKET && this.#readLevel(node.text);
      default:
        return node.isString;
    }
  }

  #readTime(text: string): boolean {
    const micros = this.#time.read(text);
    if (Number.isNaN(micros)) return false;
    this.#micros = micros;
    this.#timeAssumed = this.#time.assumed;
    return true;
  }

  #readLevel(text: string): boolean {
    const level = (this.#profile.readLevel ?? readLevel)(text);
    if (level === undefined) return false;
    this.#level = level;
    return true;
  }

  #fill(
    record: string,
    event: LogEvent,
    nodes: readonly MemberNode[],
    names: ReadonlySet<string> | undefined,
  ): void {
    const saysTime = this.#chosen[TIMESTAMP] !== undefined;
    const own = this.#chosen[LEVEL] === undefined ? this.#profile.levelOf?.(names!) : this.#level;
    // The names in the metadata depend on which members are left.
    const renamed = this.#renamed.settle(nodes);
    const request = this.#profile.access === true ? new RequestFields(renamed) : undefined;
    const level = request?.level ?? own;
    const message = request?.message ?? this.#message() ?? record;
    const details = this.#profile.details?.(message).filter(([name]) => !names!.has(name));
    event.fill(
      this.#profile.format,
      saysTime ? this.#micros : event.timestampMicros,
      level ?? 'INFO',
      this.#textOf(SOURCE),
      this.#textOf(APPLICATION),
      message,
      this.#metadataText(record, nodes, details === undefined ? renamed : [...renamed, ...details]),
      assumedOf(saysTime, level !== undefined) | (saysTime ? this.#timeAssumed : 0),
    );
    this.#chosen = [];
  }

  #textOf(role: FieldRole): string {
    return this.#chosen[role]?.text ?? '';
  }

  #message(): string | undefined {
    const text = this.#chosen[MESSAGE]?.text;
    return text !== undefined && this.#profile.line === true ? withoutLineEnd(text) : text;
  }

  #metadataText(
    record: string,
    nodes: readonly MemberNode[],
    renamed: readonly (readonly [string, string])[],
  ): string {
    let rest = restOf(record, nodes);
    for (const [name, value] of renamed) rest = join(rest, `${jsonString(name)}:${value}`);
    const nestedText = this.#chosen[METADATA]?.json ?? '{}';
    const level = this.#chosen[LEVEL];
    if (level !== undefined && !isLevelWord(level.text, this.#level)) {
      rest = withOriginalLevel(rest, level, nestedText);
    }
    if (rest === '') return nestedText;
    return isEmptyObject(nestedText) ? `{${rest}}` : spread(rest, nestedText);
  }
}

/** Whether the object has nothing in it but perhaps blanks. */
function isEmptyObject(text: string): boolean {
  return text.slice(1).trimStart().charCodeAt(0) === CLOSE_BRACE;
}

function withOriginalLevel(rest: string, level: MemberNode, nestedText: string): string {
  const isTaken = hasMember(`{${rest}}`, 'original_level') || hasMember(nestedText, 'original_level');
  return join(rest, isTaken ? level.memberText : `"original_level":${level.json}`);
}

/** What an event takes for granted whose record says its time and its level, or does not. */
export function assumedOf(saysTime: boolean, saysLevel: boolean): number {
  return (saysTime ? 0 : ASSUMED_TIME) | (saysLevel ? 0 : ASSUMED_LEVEL);
}

/** Without the one line feed that ended it. */
export function withoutLineEnd(text: string): string {
  if (!text.endsWith('\n')) return text;
  return text.slice(0, text.endsWith('\r\n') ? -2 : -1);
}
