import { effect } from '@preact/signals';
import { watchSession } from '../api/session.js';
import { hours, startFigures, stats } from '../cards/figures.js';
import { fetchGrammar } from '../filter/mistake.js';
import { isFirstRun, startFirstRun } from '../first-run/state.js';
import { startCounts } from '../histogram/counts.js';
import { listenToKeys } from '../keyboard/keys.js';
import { logList } from '../list/log-list.js';
import { startLive } from '../live/state.js';
import { fetchParts } from '../ui/lazy.js';
import { selection, selectionParameters } from '../view/state.js';

/** Sets going what the page does by itself: it asks for what the view selects, listens, counts, hears the keyboard. */
export function start(): void {
  watchSession();
  effect(() => {
    void selection.value;
    void logList.show(selectionParameters());
  });
  void logList.first.then(() => {
    startLive();
    startCounts();
    startFigures();
    askAgainAfterFirstRun();
    fetchParts();
    void fetchGrammar();
  });
  startFirstRun();
  listenToKeys();
}

/** The first log changes every figure. */
function askAgainAfterFirstRun(): void {
  isFirstRun.subscribe((empty) => {
    if (empty) return;
    stats.ask();
    hours.ask();
  });
}
