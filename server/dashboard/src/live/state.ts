import { effect, signal } from '@preact/signals';
import { locked, lookAtSession } from '../api/session.js';
import { logList } from '../list/log-list.js';
import { changeView, isLive, liveFilter } from '../view/state.js';
import { Absence } from './absence.js';
import { type ConnectionState, LiveConnection } from './connection.js';
import { openFeed } from './open-feed.js';

export const connectionState = signal<ConnectionState>({ name: 'off' });
/** Pressed by somebody, unlike a list that is held because one reads further down. */
export const paused = signal(false);

/** How many came while the connection was broken; 0 again some time after they are here. */
export const missed = signal(0);

/** Beyond so many missed ones the newest page says more; those before it come when one scrolls there. */
export const MOST_MISSED = 3000;
const TOLD_MILLIS = 15_000;
const absence = new Absence();
let tellTimer: ReturnType<typeof setTimeout> | undefined;

const connection = new LiveConnection(
  {
    onState: (state) => {
      connectionState.value = state;
      // A browser does not say why the feed was refused; an ended session is a likely reason.
      if (state.name === 'waiting') void lookAtSession();
    },
    onHello: (resumed) => {
      if (resumed) absence.end(Date.now());
      else void logList.catchUp();
    },
    onEvents: (events) => {
      const count = absence.count(events, Date.now());
      if (count > 0) tellMissed(missed.value + count);
      logList.receive(events, events.length - count);
      if (count === 0 || missed.value <= MOST_MISSED) return;
      connection.startAfresh();
      logList.skipAhead();
    },
  },
  openFeed,
);

function tellMissed(count: number): void {
  clearTimeout(tellTimer);
  missed.value = count;
  tellTimer = setTimeout(() => {
    missed.value = 0;
  }, TOLD_MILLIS);
}

/** Listens as the view asks, for as long as the page is there. */
export function startLive(): void {
  effect(() => {
    if (isLive.value && !locked.value) connection.start(liveFilter.value);
    else connection.stop();
  });
  effect(() => {
    if (!isLive.value) paused.value = false;
  });
  addEventListener('offline', () => connection.lose());
  addEventListener('online', () => connection.retryNow());
}

export function retryNow(): void {
  connection.retryNow();
}

/** Pauses what comes by itself; where nothing does, turns it on. */
export function togglePause(): void {
  if (isLive.value) paused.value = !paused.value;
  else changeView({ live: true, to: '' });
}
