import { EVENT_ID_EPOCH, idFromString, idToMillis } from '../../pipeline/event-id.js';

/** So many ids are remembered: some megabytes, and more than a minute of what a terminal can show. */
const MOST = 200_000;
/** Events arrive, are handed to workers and are shown in about the same order; who is later than this is missed. */
const OVERLAP_MILLIS = 60_000;

/** The events that have been shown. */
export class SeenIds {
  #ids = new Set<string>();
  #newestMillis = 0;
  /** Of those that were forgotten, the one that arrived last. */
  #forgottenMillis = 0;

  /** @returns whether it is new */
  add(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    this.#newestMillis = Math.max(this.#newestMillis, millisOf(id));
    if (this.#ids.size > MOST) this.#forgetOne();
    return true;
  }

  /** From this id on it is known which events were shown. */
  get floor(): string {
    return idOf(Math.max(this.#newestMillis - OVERLAP_MILLIS, this.#forgottenMillis + 1));
  }

  /** Those shown first: a set keeps their order. */
  #forgetOne(): void {
    const [oldest] = this.#ids;
    this.#ids.delete(oldest!);
    this.#forgottenMillis = Math.max(this.#forgottenMillis, millisOf(oldest!));
  }
}

/** The first id of the minute before. */
export function earlierId(id: string): string {
  return idOf(millisOf(id) - OVERLAP_MILLIS);
}

export function laterId(a: string, b: string): string {
  return BigInt(a) > BigInt(b) ? a : b;
}

/** @param events at least one */
export function lowestId(events: readonly { id: string }[]): string {
  return events.map(({ id }) => id).reduce((a, b) => (laterId(a, b) === a ? b : a));
}

function idOf(millis: number): string {
  return (BigInt(Math.max(0, millis - EVENT_ID_EPOCH)) << 22n).toString();
}

function millisOf(id: string): number {
  return idToMillis(idFromString(id));
}
