import type { LogEvent } from '../../../pipeline/event.js';
import type { Parser } from '../../../pipeline/plugin.js';
import { NamedValues } from './named-values.js';

const LABEL = /[A-Za-z_][\w.-]{0,63}:/y;

/** Labels and values with a colon between them and tabs between the pairs. */
export class LtsvReader implements Parser {
  readonly #values = new NamedValues();

  parse(record: string, event: LogEvent): number {
    LABEL.lastIndex = 0;
    if (!LABEL.test(record)) return 0;
    // One label is how many a sentence begins, and an exception with its frames below.
    const lineEnd = record.indexOf('\n');
    const end = lineEnd < 0 ? record.length : lineEnd;
    const firstTab = record.indexOf('\t');
    if (firstTab < 0 || firstTab > end) return end;
    this.#values.begin();
    for (let at = 0; at <= end; ) {
      LABEL.lastIndex = at;
      if (!LABEL.test(record)) return at;
      const start = LABEL.lastIndex;
      const tab = record.indexOf('\t', start);
      const valueEnd = tab < 0 || tab > end ? end : tab;
      this.#values.add(record.slice(at, start - 1), record.slice(start, valueEnd), false);
      at = valueEnd + 1;
    }
    return this.#values.claim('ltsv', event, record.slice(end + 1).trimEnd());
  }
}
