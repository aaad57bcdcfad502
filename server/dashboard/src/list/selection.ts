import { signal } from '@preact/signals';
import type { LogRecord } from '../api/types.js';
import { changeView, view } from '../view/state.js';
import { logList } from './log-list.js';

/** Id of the log the keyboard is at; ''. */
export const selected = signal(view.value.open);

/** The rows in the order of the screen. */
export function rowAt(index: number): LogRecord | undefined {
  const { rows } = logList.window;
  return view.value.newest === 'top' ? rows[rows.length - 1 - index] : rows[index];
}

export function indexOf(id: string): number {
  const place = logList.window.indexOf(id);
  if (place < 0) return -1;
  return view.value.newest === 'top' ? logList.window.rows.length - 1 - place : place;
}

/** Goes down by so many rows, up where it is negative; details that are open go along. */
export function moveSelection(by: number): void {
  const count = logList.window.rows.length;
  if (count === 0) return;
  const from = indexOf(selected.value);
  const first = view.value.newest === 'top' ? 0 : count - 1;
  const to = from < 0 ? first : Math.min(count - 1, Math.max(0, from + by));
  select(rowAt(to)!.id);
}

export function select(id: string): void {
  selected.value = id;
  if (view.value.open !== '') changeView({ open: id }, 'replace');
}

export function openDetail(id: string): void {
  selected.value = id;
  changeView({ open: id }, view.value.open === '' ? 'push' : 'replace');
}

export function closeDetail(): void {
  changeView({ open: '' }, 'replace');
}
