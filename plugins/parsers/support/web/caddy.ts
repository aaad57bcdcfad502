import type { LogEvent, Metadata } from '../../../../pipeline/event.js';
import { parseJson, stringifyJson } from '../../../../pipeline/json-text.js';
import type { Parser } from '../../../../pipeline/plugin.js';
import { AnyStampReader } from '../any-stamp.js';
import { AccessDraft } from './access-draft.js';

/** On a terminal the level has a colour. */
const FRAME =
  /^(\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})?)\t(?:\x1b\[\d{1,3}m)?(DEBUG|INFO|WARN|ERROR|DPANIC|PANIC|FATAL)(?:\x1b\[0m)?\t/;
const LOGGER = /^[\w.-]{1,100}$/;

/** Caddy's `console` encoding: time, level, logger, message and a JSON object, with tabs between them. */
export class CaddyReader implements Parser {
  readonly #draft = new AccessDraft();
  readonly #stamps = new AnyStampReader();

  parse(record: string, event: LogEvent): number {
    if (record.charCodeAt(4) !== 47) return 0;
    const frame = FRAME.exec(record);
    if (frame === null) return 4;
    const [head, stamp, level] = frame as unknown as [string, string, string];
    const micros = this.#stamps.read(stamp, 0, event.chunk.receivedAtMicros);
    this.#draft.begin().time(micros, this.#stamps.assumed, stamp).levelWord(level);
    this.#readColumns(record.slice(head.length));
    return this.#draft.claim('caddy', event);
  }

  #readColumns(text: string): void {
    const brace = text.indexOf('\t{');
    const members = brace < 0 ? undefined : membersOf(text.slice(brace + 1));
    const rest = members === undefined ? text : text.slice(0, brace);
    const tab = rest.indexOf('\t');
    const logger = tab < 0 ? '' : rest.slice(0, tab);
    const named = LOGGER.test(logger);
    this.#draft.text('logger', named ? logger : '').message(named ? rest.slice(tab + 1) : rest);
    if (members === undefined) return;
    for (const [name, value] of Object.entries(members)) this.#draft.json(name, stringifyJson(value));
  }
}

function membersOf(text: string): Metadata | undefined {
  try {
    return parseJson(text) as Metadata;
  } catch {
    return undefined;
  }
}
