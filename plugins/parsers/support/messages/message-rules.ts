import type { RecordDraft } from '../record-draft.js';

/*
 * What single programs write in the words of their messages: the message stays as it is, and what its words name becomes
 * fields. A rule is a pattern from the beginning of the message, bounded in all its parts.
 */

/** How far into a message is looked. */
const REACH = 8_192;
/**
 * Groups that hold nothing but a number: `(?<bytes>\d{1,15})`, `(?<ratio>\d{1,9}\.\d{1,6})`, with thousands set off as in
 * `(?<bytes>\d{1,3}(?:,\d{3}){0,6})`.
 */
const NUMBER_GROUP =
  /\(\?<(\w+)>(?:-\?)?\\d\{[\d,]+\}(?:\(\?:,\\d\{3\}\)\{[\d,]+\})?(?:\\\.\\d\{[\d,]+\}|\(\?:\\\.\\d\{[\d,]+\}\)\?)?\)/g;

/** Patterns of one program's messages; the first that fits counts. */
export class MessageRules {
  readonly #patterns: readonly RegExp[];
  readonly #numbers: ReadonlySet<string>;

  /** @param sources groups become fields by their names; a `_` behind one tells two of a name apart */
  constructor(sources: readonly string[]) {
    this.#patterns = sources.map((source) => new RegExp(source, 'y'));
    this.#numbers = new Set(
      sources.flatMap((source) => [...source.matchAll(NUMBER_GROUP)].map(([, name]) => name!)),
    );
  }

  /** @returns whether a rule fits; a field that the draft has already stays as it is */
  read(draft: RecordDraft, message: string): boolean {
    const text = message.length > REACH ? message.slice(0, REACH) : message;
    for (const pattern of this.#patterns) {
      pattern.lastIndex = 0;
      const match = pattern.exec(text);
      if (match === null) continue;
      if (match.groups !== undefined) this.#put(draft, match.groups);
      return true;
    }
    return false;
  }

  #put(draft: RecordDraft, groups: Readonly<Record<string, string | undefined>>): void {
    const present = Object.entries(groups).filter(([, value]) => value !== undefined);
    const own = present.filter(([group]) => !draft.has(nameOf(group)));
    for (const [group, value] of own) {
      if (this.#numbers.has(group)) draft.number(nameOf(group), value!.replaceAll(',', ''));
      else draft.text(nameOf(group), value);
    }
  }
}

function nameOf(group: string): string {
  return group.endsWith('_') ? group.slice(0, -1) : group;
}

/** Texts longer than this are not tried. */
const LONGEST_OBJECT = 65_536;

/** Whether the text is one JSON object, and so may go into the metadata as it is. */
export function isJsonObject(text: string): boolean {
  if (!text.startsWith('{') || text.length > LONGEST_OBJECT) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
