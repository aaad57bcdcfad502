import { logList } from '../list/log-list.js';
import { closeDetail, moveSelection, openDetail, rowAt, select, selected } from '../list/selection.js';
import { togglePause } from '../live/state.js';
import { SEARCH_INPUT } from '../search/search-box.js';
import { nextDensity } from '../view/preferences.js';
import { changeView, view } from '../view/state.js';
import { CLOCKS, type Page } from '../view/view.js';
import { helpOpen } from './help-open.js';

export interface Shortcut {
  /** As `KeyboardEvent.key` has them. */
  readonly keys: readonly string[];
  readonly title: string;
  /** Also where the focus is on something that has its own use for the key. */
  readonly run: () => void;
}

const PAGE = 20;

/** Every key of the page, in the order of its list of them. */
export const SHORTCUTS: readonly Shortcut[] = [
  { keys: ['/'], title: 'Search', run: () => document.getElementById(SEARCH_INPUT)?.focus() },
  { keys: ['j', 'ArrowDown'], title: 'Next log', run: () => moveSelection(1) },
  { keys: ['k', 'ArrowUp'], title: 'Log before', run: () => moveSelection(-1) },
  { keys: ['PageDown'], title: 'Twenty logs down', run: () => moveSelection(PAGE) },
  { keys: ['PageUp'], title: 'Twenty logs up', run: () => moveSelection(-PAGE) },
  { keys: ['g', 'Home'], title: 'First row', run: () => toEnd('top') },
  { keys: ['G', 'End'], title: 'Last row: the oldest log, or the newest', run: () => toEnd('bottom') },
  {
    keys: ['Enter'],
    title: 'Details of the log',
    run: () => selected.value !== '' && openDetail(selected.value),
  },
  { keys: ['Escape'], title: 'Close the details', run: () => closeDetail() },
  { keys: [' '], title: 'Pause, go on', run: togglePause },
  { keys: ['w'], title: 'Wrap long messages', run: () => changeView({ wrap: !view.value.wrap }, 'replace') },
  { keys: ['t'], title: 'Times: local, UTC, relative', run: nextClock },
  { keys: ['d'], title: 'Compact rows', run: nextDensity },
  {
    keys: ['?'],
    title: 'These shortcuts',
    run: () => {
      helpOpen.value = true;
    },
  },
];

function nextClock(): void {
  const clock = CLOCKS[(CLOCKS.indexOf(view.value.clock) + 1) % CLOCKS.length]!;
  changeView({ clock }, 'replace');
}

/** To the newest or the oldest of all, not only of what is at hand. */
async function toEnd(end: 'top' | 'bottom'): Promise<void> {
  const newest = end === view.value.newest;
  if (newest && logList.hasNewer.value) await logList.follow();
  if (!newest && logList.hasOlder.value) {
    logList.hold();
    await logList.showOldest();
  }
  const row = rowAt(end === 'top' ? 0 : logList.window.rows.length - 1);
  if (row !== undefined) select(row.id);
}

/** On other pages few keys mean anything. */
const ELSEWHERE: Partial<Record<Page, string>> = { patterns: '/?', 'dead-letters': '?', pipeline: '?' };

/** Where keys mean what the browser says they do. */
const TYPING = 'input, textarea, select, [contenteditable]';
const PRESSED_BY_KEY = 'button, a[href], summary, [role="separator"], [role="tab"]';

export function listenToKeys(): void {
  document.addEventListener('keydown', (event) => {
    const target = event.target as Element;
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    // A dialog has its own keys, also while none of its parts has the focus.
    if (target.closest(TYPING) !== null || document.querySelector('dialog[open]') !== null) return;
    if ((event.key === 'Enter' || event.key === ' ') && target.closest(PRESSED_BY_KEY) !== null) return;
    if (!(ELSEWHERE[view.value.page] ?? event.key).includes(event.key)) return;
    const shortcut = SHORTCUTS.find(({ keys }) => keys.includes(event.key));
    if (shortcut === undefined) return;
    event.preventDefault();
    shortcut.run();
  });
}
