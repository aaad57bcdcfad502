import type { Case } from './corpora.js';

/**
 * The fields that a pair expects, as one object: some suites wrap them in lists of records, of which one is here.
 * Undefined when there are none, or those of several records.
 */
export function expectedFields({ expected }: Case): object | undefined {
  if (typeof expected !== 'object' || expected === null || Array.isArray(expected)) return undefined;
  const { records, events, accept } = expected as { records?: unknown; events?: unknown; accept?: unknown };
  if (accept !== undefined) return undefined;
  if (Array.isArray(records)) return ofMembers(records);
  if (Array.isArray(events)) return ofTelegraf(events);
  return typeof events === 'number' ? undefined : expected;
}

/** go-logfmt: a list of records, each a list of names and values. */
function ofMembers(records: readonly unknown[]): object | undefined {
  if (records.length !== 1 || !Array.isArray(records[0]) || records[0].length === 0) return undefined;
  return Object.fromEntries((records[0] as { k: string; v: unknown }[]).map(({ k, v }) => [k, v]));
}

/** Telegraf: measurements with tags and fields. */
function ofTelegraf(events: readonly unknown[]): object | undefined {
  const [event] = events as { tags?: object; fields?: object }[];
  if (events.length !== 1 || event?.fields === undefined) return undefined;
  return { ...event.tags, ...event.fields };
}
