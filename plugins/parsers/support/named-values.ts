import type { LogEvent } from '../../../pipeline/event.js';
import { jsonString } from '../../../pipeline/json-text.js';
import { levelOfStatus } from '../../../pipeline/level.js';
import type { CLAIMED } from '../../../pipeline/plugin.js';
import { FieldTime, readLevel } from './field-values.js';
import { GENERAL_RULES } from './json/fields.js';
import {
  APPLICATION,
  type FieldRole,
  LEVEL,
  MESSAGE,
  NO_RANK,
  type Rules,
  rulesOf,
  SOURCE,
  TIMESTAMP,
} from './json/rules.js';
import { RecordDraft } from './record-draft.js';
import { splitStackTrace } from './stack-trace.js';

/** Names that only texts of named values have: `at=info` of Heroku, `_msg` of VictoriaLogs. */
const RULES: Rules = rulesOf(
  { timestamp: ['date', 'timeStamp'], level: ['at'], message: ['_msg'] },
  [],
  GENERAL_RULES,
);
/** Heroku's `service=12ms` is how long it took. */
const DURATION = /^\d+(?:\.\d+)?(?:ns|us|µs|ms|s)$/;
const NUMBER = /^-?(?:0|[1-9]\d{0,30})(?:\.\d{1,30})?(?:[eE][+-]?\d{1,3})?$/;

interface NamedValue {
  readonly name: string;
  readonly value: string;
  /** Whether the value is a text, whatever it looks like. */
  readonly quoted: boolean;
}

/**
 * Makes an event of names with values (logfmt, LTSV), under the names that JSON loggers use. Values that are numbers or
 * truth values are kept as such.
 */
export class NamedValues {
  readonly #values: NamedValue[] = [];
  readonly #draft = new RecordDraft();
  readonly #time = new FieldTime();

  begin(): void {
    this.#values.length = 0;
  }

  get count(): number {
    return this.#values.length;
  }

  add(name: string, value: string, quoted: boolean): void {
    this.#values.push({ name, value, quoted });
  }

  /** Whether a name is one that loggers give a time, a level or a message. */
  hasOfLogger(): boolean {
    return this.#values.some(({ name, value }) => {
      // Of `text=` alone nothing would be left.
      const role = value === '' ? undefined : RULES.get(name)?.role;
      return role === TIMESTAMP || role === LEVEL || role === MESSAGE;
    });
  }

  /** @param behind what stands behind the values, in lines of their own */
  claim(format: string, event: LogEvent, behind: string): typeof CLAIMED {
    const draft = this.#draft.begin();
    const access = this.#isAccess();
    const winners = this.#winners(access);
    for (const given of this.#values) {
      const role = RULES.get(given.name)?.role;
      if (role === undefined || winners[role] !== given) put(draft, given);
    }
    this.#fill(winners);
    if (access && winners[MESSAGE] === undefined) this.#describeRequest(winners[LEVEL] !== undefined);
    if (behind !== '') this.#putBehind(winners[MESSAGE]?.value, behind);
    return draft.claim(format, event);
  }

  #fill(winners: readonly (NamedValue | undefined)[]): void {
    const draft = this.#draft;
    const time = winners[TIMESTAMP]?.value;
    if (time !== undefined) {
      const micros = this.#time.read(time);
      draft.time(micros, this.#time.assumed, time);
    }
    const level = winners[LEVEL];
    if (level !== undefined) putLevel(draft, level);
    draft.source(winners[SOURCE]?.value ?? '').application(winners[APPLICATION]?.value ?? '');
    const message = winners[MESSAGE]?.value;
    if (message !== undefined) draft.message(message);
  }

  #winners(access: boolean): readonly (NamedValue | undefined)[] {
    const winners: (NamedValue | undefined)[] = [];
    for (const given of this.#values) {
      const { role, rank = NO_RANK } = RULES.get(given.name) ?? {};
      if (role === undefined || !this.#isUsable(role, given, access)) continue;
      const rival = winners[role];
      if (rival === undefined || rank < RULES.get(rival.name)!.rank) winners[role] = given;
    }
    return winners;
  }

  #isUsable(role: FieldRole, given: NamedValue, access: boolean): boolean {
    const { value } = given;
    switch (role) {
      case TIMESTAMP:
        return !Number.isNaN(this.#time.read(value));
      case LEVEL:
        return readLevel(value) !== undefined;
      case SOURCE:
        // Of a request it is the name of the site.
        return isName(given) && !access;
      case APPLICATION:
        return isName(given) && !DURATION.test(value);
      default:
        return role === MESSAGE;
    }
  }

  #isAccess(): boolean {
    return ['method', 'path', 'status'].every((wanted) => this.#values.some(({ name }) => name === wanted));
  }

  #describeRequest(hasLevel: boolean): void {
    const value = (wanted: string) => this.#values.find(({ name }) => name === wanted)!.value;
    const status = value('status');
    this.#draft.message(`${value('method')} ${value('path')} ${status}`);
    if (!hasLevel && /^[1-5]\d\d$/.test(status)) this.#draft.level(levelOfStatus(Number(status)));
  }

  #putBehind(message: string | undefined, behind: string): void {
    const text = message === undefined ? behind : `${message}\n${behind}`;
    const trace = splitStackTrace(text);
    if (trace === undefined) {
      if (message !== undefined) this.#draft.message(text);
      return;
    }
    if (message !== undefined) this.#draft.message(trace.message);
    this.#draft.text('exception', trace.exception).text('stack_trace', trace.stackTrace);
  }
}

/** Whether it can be a host's or a program's name: not nothing, no number. */
function isName({ value, quoted }: NamedValue): boolean {
  return value !== '' && value !== '-' && (quoted || !NUMBER.test(value));
}

function put(draft: RecordDraft, { name, value, quoted }: NamedValue): void {
  const isJson = !quoted && (value === 'true' || value === 'false' || NUMBER.test(value));
  draft.json(name, isJson ? value : jsonString(value));
}

/** A word or a number; either stays where it is not the event's own word. */
function putLevel(draft: RecordDraft, { value, quoted }: NamedValue): void {
  const level = readLevel(value)!;
  draft.level(level);
  if (value.toUpperCase() !== level) put(draft, { name: 'original_level', value, quoted });
}
