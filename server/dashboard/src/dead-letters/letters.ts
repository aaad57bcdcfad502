import { computed, signal } from '@preact/signals';
import { get, post } from '../api/client.js';
import { messageOf } from '../api/http.js';
import type { DeadLetter } from '../api/types.js';
import { queue } from '../cards/figures.js';

interface Page {
  readonly dead_letters: DeadLetter[];
  readonly next_cursor: string | null;
}

const PAGE = 100;
/** A replay is decided within about a second. */
const SETTLE_MILLIS = 1500;

/** The dead letters at hand, and what is done with them. */
export const letters = signal<readonly DeadLetter[] | undefined>(undefined);
export const problem = signal('');
/** What the last deed has come to. */
export const outcome = signal('');
export const reason = signal('');
/** Keys of those that are ticked. */
export const ticked = signal<ReadonlySet<string>>(new Set());
export const nextCursor = signal<string | null>(null);
export const allTicked = computed(() => (letters.value ?? []).every(({ key }) => ticked.value.has(key)));

export async function loadLetters(more = false): Promise<void> {
  await trying(async () => {
    const cursor = more ? (nextCursor.value ?? undefined) : undefined;
    const page = await get<Page>('/dead-letters', { reason: reason.value.trim(), limit: PAGE, cursor });
    letters.value = more ? [...(letters.value ?? []), ...page.dead_letters] : page.dead_letters;
    nextCursor.value = page.next_cursor;
    if (!more) ticked.value = new Set();
  });
}

export function tick(key: string, on: boolean): void {
  const next = new Set(ticked.value);
  if (on) next.add(key);
  else next.delete(key);
  ticked.value = next;
}

export function tickAll(on: boolean): void {
  ticked.value = new Set(on ? letters.value?.map(({ key }) => key) : []);
}

export async function replay(): Promise<void> {
  await trying(async () => {
    const answer = await post<{ replayed: number; unreplayable: number }>('/dead-letters/replay', chosen());
    const left = answer.unreplayable > 0 ? `; ${answer.unreplayable} cannot go again` : '';
    outcome.value = `${answer.replayed} on their way again${left}`;
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MILLIS));
    await loadLetters();
    queue.ask();
  });
}

export async function drop(): Promise<void> {
  await trying(async () => {
    const answer = await post<{ dropped: number }>('/dead-letters/drop', chosen());
    outcome.value = `${answer.dropped} dropped`;
    await loadLetters();
    queue.ask();
  });
}

/** The record of one of them, whole. */
export async function wholeRecord(key: string): Promise<DeadLetter> {
  return get<DeadLetter>(`/dead-letters/${encodeURIComponent(key)}`);
}

function chosen(): object {
  return { keys: [...ticked.value] };
}

async function trying(deed: () => Promise<void>): Promise<void> {
  try {
    problem.value = '';
    await deed();
  } catch (error) {
    problem.value = messageOf(error);
  }
}
